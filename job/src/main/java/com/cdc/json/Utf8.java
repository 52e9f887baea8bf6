package com.cdc.json;

/**
 * Well-formed UTF-8: shortest forms only, no surrogates, nothing above U+10FFFF.
 *
 * <p>Source: The Unicode Standard, table 3-7, "Well-Formed UTF-8 Byte Sequences".
 */
public final class Utf8 {

  private Utf8() {}

  /** Whether all of the bytes are. */
  public static boolean isValid(byte[] text, int offset, int length) {
    int end = offset + length;
    int i = offset;
    while (i < end) {
      if (text[i] >= 0) {
        i++;
      } else {
        int next = end(text, i, end);
        if (next < 0) {
          return false;
        }
        i = next;
      }
    }
    return true;
  }

  /** Where the character ends whose first byte, no ASCII, is at {@code i}; -1 if it is none. */
  static int end(byte[] text, int i, int end) {
    byte lead = text[i];
    if (lead >> 5 == 0b110 - 8) {
      return end - i >= 2 && lead >= (byte) 0xc2 && isContinuation(text[i + 1]) ? i + 2 : -1;
    }
    if (end - i < 3 || !isContinuation(text[i + 1]) || !isContinuation(text[i + 2])) {
      return -1;
    }
    if (lead >> 4 == 0b1110 - 16) {
      return isSecondOfThree(lead, text[i + 1]) ? i + 3 : -1;
    }
    return isFour(lead, text[i + 1]) && end - i >= 4 && isContinuation(text[i + 3]) ? i + 4 : -1;
  }

  private static boolean isSecondOfThree(byte lead, byte second) {
    return (lead != (byte) 0xe0 || second >= (byte) 0xa0)
        && (lead != (byte) 0xed || second < (byte) 0xa0);
  }

  private static boolean isFour(byte lead, byte second) {
    return lead >= (byte) 0xf0
        && lead <= (byte) 0xf4
        && (lead != (byte) 0xf0 || second >= (byte) 0x90)
        && (lead != (byte) 0xf4 || second < (byte) 0x90);
  }

  private static boolean isContinuation(byte b) {
    return b < (byte) 0xc0;
  }
}
