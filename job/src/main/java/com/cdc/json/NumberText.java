package com.cdc.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** Which texts are numbers as JSON writes them (RFC 8259 §6). */
final class NumberText {

  private static final byte[] NAN = "NaN".getBytes(US_ASCII);
  private static final byte[] INFINITY = "Infinity".getBytes(US_ASCII);

  private NumberText() {}

  static boolean isNumber(byte[] text, int offset, int length) {
    int end = offset + length;
    int i = length > 0 ? integerEnd(text, offset, end) : -1;
    if (i > 0 && i < end && text[i] == '.') {
      i = digitsEnd(text, i + 1, end);
    }
    if (i > 0 && i < end && (text[i] == 'e' || text[i] == 'E')) {
      i++;
      boolean signed = i < end && (text[i] == '+' || text[i] == '-');
      i = digitsEnd(text, signed ? i + 1 : i, end);
    }
    return i == end;
  }

  /** Whether it is what PostgreSQL has beyond them: not a number, and the infinities. */
  static boolean isSpecial(byte[] text, int offset, int length) {
    int end = offset + length;
    return length > 0
        && (Arrays.equals(NAN, 0, NAN.length, text, offset, end)
            || Arrays.equals(
                INFINITY,
                0,
                INFINITY.length,
                text,
                text[offset] == '-' ? offset + 1 : offset,
                end));
  }

  /** Where the sign and the digits end, of which 0 is first only alone; -1 if there are none. */
  private static int integerEnd(byte[] text, int from, int end) {
    int first = text[from] == '-' ? from + 1 : from;
    return first < end && text[first] == '0' ? first + 1 : digitsEnd(text, first, end);
  }

  /** Where the digits end; -1 if there are none. */
  static int digitsEnd(byte[] text, int from, int end) {
    int i = from;
    while (i < end && text[i] >= '0' && text[i] <= '9') {
      i++;
    }
    return i > from ? i : -1;
  }
}
