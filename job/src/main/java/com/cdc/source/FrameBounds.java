package com.cdc.source;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bounds of chunks as the frame keeps them: arrays of objects. */
final class FrameBounds {

  private FrameBounds() {}

  static Object @Nullable [] of(@Nullable List<String> bound) {
    return bound == null ? null : bound.toArray();
  }

  static @Nullable List<String> from(Object @Nullable [] bound) {
    return bound == null ? null : Arrays.stream(bound).map(String.class::cast).toList();
  }
}
