package com.cdc.event;

/** What becomes of a column's values at the source. */
public enum ColumnRule {
  /** They land as they are. */
  KEEP("kept"),
  /** The column does not land at all. */
  DROP("dropped"),
  /** A keyed hash lands in place of each value. */
  HASH("hashed"),
  /** The same text lands in place of every value. */
  MASK("masked");

  private final String participle;

  ColumnRule(String participle) {
    this.participle = participle;
  }

  /** For humans: a column is to be {@code dropped}. */
  public String participle() {
    return participle;
  }
}
