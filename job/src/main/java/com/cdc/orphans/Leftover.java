package com.cdc.orphans;

import java.io.IOException;
import java.time.Instant;
import java.util.Set;

/**
 * Something in the landing that no reader sees, and that an attempt to write has left or is still
 * at work on.
 *
 * @param name where it is: a path, or an upload and the object it was to become
 * @param bytes how much it holds; -1 if that is not known
 * @param since when it was last written
 * @param tokens how a state that needs it names it, any one of them; characters stand for bytes
 */
record Leftover(
    Kind kind, String name, long bytes, Instant since, Set<String> tokens, Removal removal) {

  enum Kind {
    PART("part that was never finished"),
    SIDE_OBJECT("end of a part that was carried over checkpoints"),
    UPLOAD("upload that was never completed"),
    TEMPORARY_OBJECT("piece of a part that was never finished"),
    HIDDEN_FILE("file that never got its name"),
    PROBE("file of a check whether the landing can be written");

    private final String reason;

    Kind(String reason) {
      this.reason = reason;
    }

    /** Why it is there, for a human. */
    String reason() {
      return reason;
    }
  }

  /** How it is removed. */
  interface Removal {
    void remove() throws IOException;
  }

  Leftover {
    tokens = Set.copyOf(tokens);
  }
}
