package com.cdc.json;

/**
 * A {@code json} or {@code jsonb} as the value that it is.
 *
 * <p>A {@code json} is kept as it was typed. White space around it is left out, and its line
 * breaks, which can only stand between its tokens, become spaces. One whose objects repeat a key
 * lands as a string of its text, because strict readers would refuse the whole record; so does a
 * text that is no JSON, of which {@code jsonb_out} prints none.
 */
final class NestedJson implements ValueEncoder {

  /** What a larger value needs is let go. */
  private static final int KEPT_BYTES = 1 << 20;

  private static final byte[] NOTHING = new byte[0];

  private byte[] line = NOTHING;

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
      out.putString(text, offset, length);
    }
    if (line.length > KEPT_BYTES) {
      line = NOTHING;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }
}
