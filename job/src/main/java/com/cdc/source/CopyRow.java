package com.cdc.source;

/**
 * One row of COPY's text format, taken apart in place. Reused from row to row.
 *
 * <p>Source: PostgreSQL manual, COPY, "Text Format".
 */
final class CopyRow {

  /** A row larger than this is not held until the next one comes. */
  private static final int KEPT_BYTES = 1 << 20;

  private static final byte[] NOTHING = new byte[0];

  private final int[] offsets;
  private final int[] lengths;
  private byte[] bytes = NOTHING;

  CopyRow(int width) {
    offsets = new int[width];
    lengths = new int[width];
  }

  /** Takes over the row's bytes; escapes are resolved inside the array. */
  void parse(byte[] row) {
    bytes = row;
    int at = 0;
    for (int column = 0; column < offsets.length; column++) {
      at = field(row, at, column) + 1;
    }
  }

  /** Lets the row go if it is large; there is none then until the next {@link #parse}. */
  void forgetHuge() {
    if (bytes.length > KEPT_BYTES) {
      bytes = NOTHING;
    }
  }

  boolean isNull(int column) {
    return lengths[column] < 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int offset(int column) {
    return offsets[column];
  }

  int length(int column) {
    return lengths[column];
  }

  /** Returns where the field's delimiter stands. */
  private int field(byte[] row, int start, int column) {
    offsets[column] = start;
    int from = start;
    while (row[from] != '\t' && row[from] != '\n' && row[from] != '\\') {
      from++;
    }
    if (row[from] == '\\' && row[from + 1] == 'N') {
      lengths[column] = -1;
      return from + 2;
    }
    int to = from; // unescaped text is never longer, so it fits over itself
    while (row[from] != '\t' && row[from] != '\n') {
      byte b = row[from++];
      row[to++] = b == '\\' ? unescape(row[from++]) : b;
    }
    lengths[column] = to - start;
    return from;
  }

  private static byte unescape(byte escape) {
    return switch (escape) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0b;
      default -> escape;
    };
  }
}
