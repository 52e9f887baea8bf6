package com.cdc.json;

/**
 * A {@code json} or {@code jsonb} as the value that it is.
 *
 * <p>A {@code json} is kept as it was typed. White space around it is left out, and its line
 * breaks, which can only stand between its tokens, become spaces. One whose objects repeat a key
 * lands as a string of its text, because strict readers would refuse the whole record.
 */
final class NestedJson implements ValueEncoder {

  private byte[] line = new byte[64];

  @Override
  public void encode(byte[] text, int offset, int length, LineBuffer out) {
    int from = offset;
    int to = offset + length;
    while (from < to && isSpace(text[from])) {
      from++;
    }
    while (to > from && isSpace(text[to - 1])) {
      to--;
    }
    int size = to - from;
    if (line.length < size) {
      line = new byte[Math.max(size, line.length * 2)];
    }
    for (int i = 0; i < size; i++) {
      byte b = text[from + i];
      line[i] = b == '\n' || b == '\r' ? (byte) ' ' : b;
    }
    if (StrictJson.accepts(line, 0, size)) {
      out.put(line, 0, size);
    } else {
      out.putString(line, 0, size);
    }
  }

  /** {@code jsonb_out} prints one line and every key once. */
  static void jsonb(byte[] text, int offset, int length, LineBuffer out) {
    out.put(text, offset, length);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }
}
