package com.cdc.postgres;

import java.util.Locale;

/**
 * A position in the write-ahead log: PostgreSQL's {@code pg_lsn}, an unsigned 64-bit number written
 * as two hexadecimal halves.
 */
public final class Lsn {

  /** No position; PostgreSQL's {@code InvalidXLogRecPtr}. */
  public static final long NONE = 0;

  private Lsn() {}

  /**
   * {@code 0/16B3748} as a number.
   *
   * @throws IllegalArgumentException if the text is not a position
   */
  public static long parse(String text) {
    int slash = text.indexOf('/');
    try {
      return Integer.toUnsignedLong(Integer.parseUnsignedInt(text, 0, slash, 16)) << 32
          | Integer.toUnsignedLong(Integer.parseUnsignedInt(text, slash + 1, text.length(), 16));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "Not a WAL position: `" + text + "`; it looks like 0/16B3748", e);
    }
  }

  /** The number as PostgreSQL writes it, for example {@code 0/16B3748}. */
  public static String format(long lsn) {
    return Integer.toHexString((int) (lsn >>> 32)).toUpperCase(Locale.ROOT)
        + "/"
        + Integer.toHexString((int) lsn).toUpperCase(Locale.ROOT);
  }
}
