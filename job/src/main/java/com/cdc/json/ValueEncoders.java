package com.cdc.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;

/**
 * The encoder of each type, by the OIDs of {@code pg_type.dat}. A type that is not named here lands
 * as its text, quoted: never an error, never a loss.
 */
public final class ValueEncoders {

  private static final int BOOL = 16;
  private static final int BYTEA = 17;
  private static final int INT8 = 20;
  private static final int INT2 = 21;
  private static final int INT4 = 23;
  private static final int OID = 26;
  private static final int FLOAT4 = 700;
  private static final int FLOAT8 = 701;
  private static final int DATE = 1082;
  private static final int TIMESTAMP = 1114;
  private static final int TIMESTAMPTZ = 1184;

  private static final byte[] TRUE = "true".getBytes(US_ASCII);
  private static final byte[] FALSE = "false".getBytes(US_ASCII);

  private ValueEncoders() {}

  /** The encoder for columns of this type, in the default forms. */
  public static ValueEncoder of(ColumnType type) {
    return of(type, Encoding.DEFAULT);
  }

  /** The encoder for columns of this type. */
  public static ValueEncoder of(ColumnType type, Encoding encoding) {
    return type.elementOid() == 0
        ? scalar(type.oid())
        : new ArrayEncoder(scalar(type.elementOid()), (byte) type.delimiter());
  }

  private static ValueEncoder scalar(int oid) {
    return switch (oid) {
      case INT2, INT4, INT8, OID -> ValueEncoders::number;
      case BOOL -> ValueEncoders::bool;
      case FLOAT4, FLOAT8 -> ValueEncoders::floating;
      case BYTEA -> ValueEncoders::base64;
      case DATE -> TemporalText::date;
      case TIMESTAMP -> TemporalText::timestamp;
      case TIMESTAMPTZ -> TemporalText::timestamptz;
      default -> ValueEncoders::string;
    };
  }

  private static void number(byte[] text, int offset, int length, LineBuffer out) {
    out.put(text, offset, length);
  }

  private static void bool(byte[] text, int offset, int length, LineBuffer out) {
    out.put(text[offset] == 't' ? TRUE : FALSE);
  }

  /** NaN, Infinity and -Infinity are not JSON numbers; as strings, readers of DOUBLE take them. */
  private static void floating(byte[] text, int offset, int length, LineBuffer out) {
    byte last = text[offset + length - 1];
    if (last >= '0' && last <= '9') {
      out.put(text, offset, length);
    } else {
      out.putString(text, offset, length);
    }
  }

  private static void string(byte[] text, int offset, int length, LineBuffer out) {
    out.putString(text, offset, length);
  }

  /** {@code bytea_output=hex} prints {@code \x} and two digits a byte. */
  private static void base64(byte[] text, int offset, int length, LineBuffer out) {
    byte[] raw = new byte[(length - 2) / 2];
    for (int i = 0; i < raw.length; i++) {
      int at = offset + 2 + 2 * i;
      raw[i] = (byte) (Character.digit(text[at], 16) << 4 | Character.digit(text[at + 1], 16));
    }
    out.put('"');
    out.put(Base64.getEncoder().encode(raw));
    out.put('"');
  }
}
