package com.cdc.event;

/** What becomes of a column's values at the source. */
public enum ColumnRule {
  /** They land as they are. */
  KEEP,
  /** The column does not land at all. */
  DROP,
  /** A keyed hash lands in place of each value. */
  HASH,
  /** The same text lands in place of every value. */
  MASK
}
