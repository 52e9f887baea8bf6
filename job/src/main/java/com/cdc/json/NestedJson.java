package com.cdc.json;

import java.util.Arrays;

/**
 * A {@code json} or {@code jsonb} as the value that it is.
 *
 * <p>A {@code json} is kept as it was typed. White space around it is left out, and its line
 * breaks, which can only stand between its tokens, become spaces. One whose objects repeat a key
 * lands as a string of its text, because strict readers would refuse the whole record; so does a
 * text that is no JSON, of which {@code jsonb_out} prints none.
 */
final class NestedJson implements ValueEncoder {

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
    if (StrictJson.accepts(text, from, to - from)) {
      int start = out.size();
      out.put(text, from, to - from);
      out.breaksToSpacesSince(start);
    } else {
      byte[] line = Arrays.copyOfRange(text, from, to);
      for (int i = 0; i < line.length; i++) {
        if (line[i] == '\n' || line[i] == '\r') {
          line[i] = ' ';
        }
      }
      out.putString(line, 0, line.length);
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }
}
