package com.cdc.pgoutput;

import java.util.Arrays;

/**
 * The columns of one row as they stand in the received message: kinds and slices, no copies. Reused
 * from message to message; valid only during the handler's call.
 *
 * <p>Source: PostgreSQL manual, "Logical Replication Message Formats", TupleData.
 */
public final class Tuple {

  static final byte NULL = 'n';
  static final byte UNCHANGED = 'u';
  static final byte TEXT = 't';

  byte[] bytes = new byte[0];
  byte[] kinds = new byte[16];
  int[] offsets = new int[16];
  int[] lengths = new int[16];
  int width;

  /** How many columns the message holds. */
  public int width() {
    return width;
  }

  public boolean isNull(int column) {
    return kinds[column] == NULL;
  }

  /** Whether the value was not sent because it is TOASTed and unchanged. */
  public boolean isUnchanged(int column) {
    return kinds[column] == UNCHANGED;
  }

  /** The array that the column's text stands in. */
  public byte[] bytes() {
    return bytes;
  }

  public int offset(int column) {
    return offsets[column];
  }

  public int length(int column) {
    return lengths[column];
  }

  /** Whether both hold the same value in this column; an unchanged one is equal to any. */
  boolean sameValue(Tuple other, int column) {
    if (isUnchanged(column) || other.isUnchanged(column)) {
      return true;
    }
    return kinds[column] == other.kinds[column]
        && (isNull(column)
            || Arrays.equals(
                bytes,
                offsets[column],
                offsets[column] + lengths[column],
                other.bytes,
                other.offsets[column],
                other.offsets[column] + other.lengths[column]));
  }

  void reset(byte[] message, int columns) {
    bytes = message;
    width = columns;
    if (kinds.length < columns) {
      kinds = new byte[columns];
      offsets = new int[columns];
      lengths = new int[columns];
    }
  }
}
