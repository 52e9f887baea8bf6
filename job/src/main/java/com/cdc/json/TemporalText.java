package com.cdc.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;

/**
 * Dates and timestamps as {@code DateStyle=ISO, TimeZone=UTC} prints them, into ISO 8601.
 *
 * <p>{@code 2026-11-22 06:00:00.123456+00} becomes {@code 2026-11-22T06:00:00.123456Z}; the year of
 * a date before Christ becomes astronomical: {@code 0044-03-15 BC} is {@code -0043-03-15}. Every
 * other text stays as it is: {@code infinity}, {@code -infinity}, and what is none of these.
 */
final class TemporalText {

  private static final byte[] BC = " BC".getBytes(US_ASCII);
  private static final byte[] INFINITY = "infinity".getBytes(US_ASCII);
  private static final byte[] UTC = "+00".getBytes(US_ASCII);

  /** What follows the year; a 9 stands for any digit. */
  private static final byte[] DAY = "-99-99".getBytes(US_ASCII);

  private static final byte[] SECOND = "-99-99 99:99:99".getBytes(US_ASCII);

  private static final int SHORTEST_YEAR = 4;
  private static final int LONGEST_YEAR = 7;

  private TemporalText() {}

  static void date(byte[] text, int offset, int length, LineBuffer out) {
    int end = withoutBc(text, offset, offset + length);
    int year = yearEnd(text, offset, end);
    if (year < 0 || year + DAY.length != end || !matches(DAY, text, year, end)) {
      other(text, offset, length, out);
      return;
    }
    out.put('"');
    putYear(text, offset, year, end < offset + length, out);
    out.put(text, year, end - year);
    out.put('"');
  }

  static void timestamp(byte[] text, int offset, int length, LineBuffer out) {
    int end = withoutBc(text, offset, offset + length);
    int year = yearEnd(text, offset, end);
    if (year < 0 || fractionEnd(text, year, end) != end) {
      other(text, offset, length, out);
      return;
    }
    out.put('"');
    putYear(text, offset, year, end < offset + length, out);
    putDayAndTime(text, year, end, out);
    out.put('"');
  }

  static void timestamptz(byte[] text, int offset, int length, LineBuffer out) {
    int end = withoutBc(text, offset, offset + length);
    int zone = end - UTC.length;
    int year = yearEnd(text, offset, zone);
    if (year < 0 || !matches(UTC, text, zone, end) || fractionEnd(text, year, zone) != zone) {
      other(text, offset, length, out);
      return;
    }
    out.put('"');
    putYear(text, offset, year, end < offset + length, out);
    putDayAndTime(text, year, zone, out);
    out.put('Z');
    out.put('"');
  }

  private static void other(byte[] text, int offset, int length, LineBuffer out) {
    int sign = length > 0 && text[offset] == '-' ? 1 : 0;
    if (length == sign + INFINITY.length
        && matches(INFINITY, text, offset + sign, offset + length)) {
      out.putString(text, offset, length);
    } else {
      out.putMisfit(text, offset, length);
    }
  }

  private static int withoutBc(byte[] text, int offset, int end) {
    int bc = end - BC.length;
    return bc > offset && text[end - 1] == 'C' && matches(BC, text, bc, end) ? bc : end;
  }

  /** -1 if there is no year; there is no year 0 in PostgreSQL. */
  private static int yearEnd(byte[] text, int offset, int end) {
    int year = NumberText.digitsEnd(text, offset, end);
    if (year - offset < SHORTEST_YEAR || year - offset > LONGEST_YEAR) {
      return -1;
    }
    int zeros = offset;
    while (zeros < year && text[zeros] == '0') {
      zeros++;
    }
    return zeros < year ? year : -1;
  }

  /** Where the time's fraction of a second ends, if it has one; -1 if there is no time. */
  private static int fractionEnd(byte[] text, int year, int end) {
    if (!matches(SECOND, text, year, end)) {
      return -1;
    }
    int second = year + SECOND.length;
    return second < end && text[second] == '.'
        ? NumberText.digitsEnd(text, second + 1, end)
        : second;
  }

  private static boolean matches(byte[] form, byte[] text, int from, int end) {
    if (end - from < form.length) {
      return false;
    }
    for (int i = 0; i < form.length; i++) {
      byte b = text[from + i];
      if (form[i] == '9' ? b < '0' || b > '9' : b != form[i]) {
        return false;
      }
    }
    return true;
  }

  /** 1 BC is year 0 of ISO 8601, 44 BC is -0043. */
  private static void putYear(byte[] text, int from, int to, boolean bc, LineBuffer out) {
    if (bc) {
      int year = Integer.parseInt(new String(text, from, to - from, US_ASCII)) - 1;
      String sign = year > 0 ? "-" : "";
      out.put((sign + String.format(Locale.ROOT, "%04d", year)).getBytes(US_ASCII));
    } else {
      out.put(text, from, to - from);
    }
  }

  private static void putDayAndTime(byte[] text, int year, int end, LineBuffer out) {
    out.put(text, year, DAY.length);
    out.put('T');
    int time = year + DAY.length + 1;
    out.put(text, time, end - time);
  }
}
