package com.cdc.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;

/**
 * Dates and timestamps as {@code DateStyle=ISO, TimeZone=UTC} prints them, into ISO 8601.
 *
 * <p>{@code 2026-11-22 06:00:00.123456+00} becomes {@code 2026-11-22T06:00:00.123456Z}; the year of
 * a date before Christ becomes astronomical: {@code 0044-03-15 BC} is {@code -0043-03-15}; {@code
 * infinity} and {@code -infinity} stay.
 */
final class TemporalText {

  private static final byte[] BC = " BC".getBytes(US_ASCII);

  private TemporalText() {}

  static void date(byte[] text, int offset, int length, LineBuffer out) {
    write(text, offset, length, false, out);
  }

  static void timestamp(byte[] text, int offset, int length, LineBuffer out) {
    write(text, offset, length, false, out);
  }

  static void timestamptz(byte[] text, int offset, int length, LineBuffer out) {
    write(text, offset, length, true, out);
  }

  private static void write(byte[] text, int offset, int length, boolean zoned, LineBuffer out) {
    out.put('"');
    int end = offset + length;
    if (text[end - 1] == 'y') {
      out.put(text, offset, length);
    } else {
      int year = offset;
      if (endsInBc(text, offset, length)) {
        end -= BC.length;
        year = indexOf(text, (byte) '-', offset, end);
        putAstronomicalYear(text, offset, year, out);
      }
      putIso(text, year, zoned ? indexOf(text, (byte) '+', year, end) : end, out);
      if (zoned) {
        out.put('Z');
      }
    }
    out.put('"');
  }

  private static boolean endsInBc(byte[] text, int offset, int length) {
    return length > BC.length && text[offset + length - 1] == 'C';
  }

  /** There is no year 0 in PostgreSQL: 1 BC is year 0 of ISO 8601, 44 BC is -0043. */
  private static void putAstronomicalYear(byte[] text, int from, int to, LineBuffer out) {
    int year = Integer.parseInt(new String(text, from, to - from, US_ASCII)) - 1;
    out.put(((year > 0 ? "-" : "") + String.format(Locale.ROOT, "%04d", year)).getBytes(US_ASCII));
  }

  private static void putIso(byte[] text, int from, int to, LineBuffer out) {
    int space = indexOf(text, (byte) ' ', from, to);
    out.put(text, from, space - from);
    if (space < to) {
      out.put('T');
      out.put(text, space + 1, to - space - 1);
    }
  }

  private static int indexOf(byte[] text, byte wanted, int from, int to) {
    int i = from;
    while (i < to && text[i] != wanted) {
      i++;
    }
    return i;
  }
}
