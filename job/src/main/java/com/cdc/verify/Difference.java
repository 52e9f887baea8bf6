package com.cdc.verify;

import java.util.List;

/**
 * A key at which landing and table differ. Never its values: reports end up in logs.
 *
 * @param kind how they differ
 * @param key the key's values in order
 * @param columns the columns that differ; empty unless {@link Kind#DIFFERENT}
 */
public record Difference(Kind kind, List<String> key, List<String> columns) {

  /** How landing and table may differ at a key. */
  public enum Kind {
    /** In the table, not in the landing. */
    MISSING,
    /** In the landing, not in the table. */
    SURPLUS,
    /** In both, with other values. */
    DIFFERENT
  }

  public Difference {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
  }

  /** For humans: {@code key (1, A) differs in note, qty}. */
  @Override
  public String toString() {
    String at = "key (" + String.join(", ", key) + ")";
    return switch (kind) {
      case MISSING -> at + " is missing in the landing";
      case SURPLUS -> at + " is in the landing but not in the table";
      case DIFFERENT -> at + " differs in " + String.join(", ", columns);
    };
  }
}
