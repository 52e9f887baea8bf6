package com.cdc.stores;

import org.jspecify.annotations.Nullable;

/** The conditions by which a client makes a request safe to repeat: on an object's generation. */
enum GcsConditions {
  OF_TARGET("if"),
  OF_SOURCE("ifSource");

  private final String prefix;

  GcsConditions(String prefix) {
    this.prefix = prefix;
  }

  /** Whether what is asked of the object holds; one that does not exist has generation 0. */
  boolean hold(GcsRequest request, @Nullable GcsObject object) {
    String generation = object == null ? "0" : String.valueOf(object.generation());
    String match = request.query().getOrDefault(prefix + "GenerationMatch", generation);
    String other = request.query().getOrDefault(prefix + "GenerationNotMatch", "");
    return match.equals(generation) && !other.equals(generation);
  }
}
