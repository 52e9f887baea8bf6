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

  /**
   * Takes over the row's bytes; escapes are resolved inside the array.
   *
   * @throws MalformedRowException if they are not one row of so many columns
   */
  void parse(byte[] row) {
    bytes = row;
    if (row.length == 0 || row[row.length - 1] != '\n') {
      throw new MalformedRowException(row.length, "the row does not end in a line break");
    }
    int at = -1;
    for (int column = 0; column < offsets.length; column++) {
      if (at == row.length - 1) {
        throw new MalformedRowException(
            at, "the row has %d columns instead of %d".formatted(column, offsets.length));
      }
      at = field(row, at + 1, column);
    }
    if (at != row.length - 1 && row.length > 1) {
      throw new MalformedRowException(
          Math.max(at, 0), "bytes follow the last of %d columns".formatted(offsets.length));
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

  /** Returns where the field's delimiter stands. The row's last byte is one. */
  private int field(byte[] row, int start, int column) {
    offsets[column] = start;
    int from = start;
    while (row[from] != '\t' && row[from] != '\n' && row[from] != '\\') {
      from++;
    }
    if (row[from] == '\\' && row[from + 1] == 'N') {
      if (from > start || (row[from + 2] != '\t' && row[from + 2] != '\n')) {
        throw new MalformedRowException(from, "column " + column + " is null and has a text");
      }
      lengths[column] = -1;
      return from + 2;
    }
    int to = from; // unescaped text is never longer, so it fits over itself
    while (row[from] != '\t' && row[from] != '\n') {
      byte b = row[from++];
      if (b == '\\') {
        b = unescape(row[from]);
        if (b == 0) {
          throw new MalformedRowException(from, "column " + column + " has an unknown escape");
        }
        from++;
      }
      row[to++] = b;
    }
    lengths[column] = to - start;
    return from;
  }

  /** Returns 0 if COPY writes no such escape. */
  private static byte unescape(byte escape) {
    return switch (escape) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0b;
      case '\\' -> '\\';
      default -> 0;
    };
  }
}
