package com.cdc.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.cdc.event.RecordFormat;
import com.cdc.event.RecordFormat.Composite;
import java.util.Arrays;
import java.util.Base64;

/**
 * The encoder of each type, by the OIDs of {@code pg_type.dat}. A type that is not named here lands
 * as its text, quoted: never an error, never a loss.
 */
public final class ValueEncoders {

  private static final int BOOL = 16;
  private static final int BYTEA = 17;
  private static final int CHAR = 18;
  private static final int INT8 = 20;
  private static final int INT2 = 21;
  private static final int INT4 = 23;
  private static final int OID = 26;
  private static final int JSON = 114;
  private static final int FLOAT4 = 700;
  private static final int FLOAT8 = 701;
  private static final int DATE = 1082;
  private static final int TIMESTAMP = 1114;
  private static final int TIMESTAMPTZ = 1184;
  private static final int NUMERIC = 1700;
  private static final int JSONB = 3802;

  private static final ValueEncoder NESTED_JSON = new NestedJson();
  private static final byte[] TRUE = "true".getBytes(US_ASCII);
  private static final byte[] FALSE = "false".getBytes(US_ASCII);

  /** The value of each hexadecimal digit; -1 for every other byte. */
  private static final byte[] DIGITS = new byte[256];

  static {
    Arrays.fill(DIGITS, (byte) -1);
    for (int digit = 0; digit < 16; digit++) {
      DIGITS[Character.forDigit(digit, 16)] = (byte) digit;
      DIGITS[Character.toUpperCase(Character.forDigit(digit, 16))] = (byte) digit;
    }
  }

  private ValueEncoders() {}

  /** The encoder for columns of this type, in the default forms. */
  public static ValueEncoder of(ColumnType type) {
    return of(type, Encoding.DEFAULT);
  }

  /** The encoder for columns of this type. */
  public static ValueEncoder of(ColumnType type, Encoding encoding) {
    ValueEncoder encoder = unchecked(type, encoding.format());
    return encoding.format().composite() == Composite.OBJECT && holdsComposite(type)
        ? new CheckedEncoder(encoder)
        : encoder;
  }

  private static ValueEncoder unchecked(ColumnType type, RecordFormat format) {
    if (type.element() != null) {
      return new ArrayEncoder(unchecked(type.element(), format), (byte) type.delimiter());
    }
    if (type.attributes() != null && format.composite() == Composite.OBJECT) {
      return new CompositeEncoder(
          type.attributes().stream().map(ColumnType.Attribute::name).toList(),
          type.attributes().stream().map(a -> unchecked(a.type(), format)).toList());
    }
    return scalar(type.oid(), format);
  }

  private static boolean holdsComposite(ColumnType type) {
    return type.element() == null ? type.attributes() != null : holdsComposite(type.element());
  }

  private static ValueEncoder scalar(int oid, RecordFormat format) {
    return switch (oid) {
      case INT2, INT4, INT8, OID -> ValueEncoders::number;
      case BOOL -> ValueEncoders::bool;
      case FLOAT4, FLOAT8 -> ValueEncoders::floating;
      case NUMERIC ->
          switch (format.numeric()) {
            case STRING -> ValueEncoders::string;
            case NUMBER -> ValueEncoders::floating;
          };
      case BYTEA ->
          switch (format.bytea()) {
            case BASE64 -> ValueEncoders::base64;
            case HEX -> ValueEncoders::hex;
          };
      case JSON ->
          switch (format.json()) {
            case STRING -> ValueEncoders::string;
            case NESTED -> NESTED_JSON;
          };
      case JSONB ->
          switch (format.json()) {
            case STRING -> ValueEncoders::string;
            case NESTED -> NESTED_JSON;
          };
      case CHAR -> ValueEncoders::singleByte;
      case DATE -> TemporalText::date;
      case TIMESTAMP -> TemporalText::timestamp;
      case TIMESTAMPTZ -> TemporalText::timestamptz;
      default -> ValueEncoders::string;
    };
  }

  private static void number(byte[] text, int offset, int length, LineBuffer out) {
    if (!out.putInteger(text, offset, length)) {
      out.putMisfit(text, offset, length);
    }
  }

  private static void bool(byte[] text, int offset, int length, LineBuffer out) {
    byte only = length == 1 ? text[offset] : 0;
    switch (only) {
      case 't' -> out.put(TRUE);
      case 'f' -> out.put(FALSE);
      default -> out.putMisfit(text, offset, length);
    }
  }

  /** NaN, Infinity and -Infinity are not JSON numbers; as strings, readers of DOUBLE take them. */
  private static void floating(byte[] text, int offset, int length, LineBuffer out) {
    if (NumberText.isNumber(text, offset, length)) {
      out.put(text, offset, length);
    } else if (NumberText.isSpecial(text, offset, length)) {
      out.putString(text, offset, length);
    } else {
      out.putMisfit(text, offset, length);
    }
  }

  private static void string(byte[] text, int offset, int length, LineBuffer out) {
    out.putString(text, offset, length);
  }

  /** Before version 16, {@code "char"} prints a byte that is no UTF-8; later ones print this. */
  private static void singleByte(byte[] text, int offset, int length, LineBuffer out) {
    if (length == 1 && text[offset] < 0) {
      byte[] octal = ("\\" + Integer.toOctalString(text[offset] & 0xff)).getBytes(US_ASCII);
      out.putString(octal, 0, octal.length);
    } else {
      out.putString(text, offset, length);
    }
  }

  /** {@code bytea_output=hex} prints {@code \x} and two digits a byte. */
  private static void base64(byte[] text, int offset, int length, LineBuffer out) {
    if (!beginsAsHex(text, offset, length)) {
      out.putMisfit(text, offset, length);
      return;
    }
    byte[] raw = new byte[(length - 2) / 2];
    int seen = 0;
    for (int i = 0; i < raw.length; i++) {
      int at = offset + 2 + 2 * i;
      int value = DIGITS[text[at] & 0xff] << 4 | DIGITS[text[at + 1] & 0xff];
      seen |= value; // negative if one was no digit
      raw[i] = (byte) value;
    }
    if (seen < 0) {
      out.putMisfit(text, offset, length);
      return;
    }
    out.put('"');
    out.put(Base64.getEncoder().encode(raw));
    out.put('"');
  }

  private static void hex(byte[] text, int offset, int length, LineBuffer out) {
    int from = beginsAsHex(text, offset, length) ? offset + 2 : offset;
    int seen = 0;
    for (int i = from; i < offset + length; i++) {
      seen |= DIGITS[text[i] & 0xff];
    }
    if (seen < 0 || from == offset) {
      out.putMisfit(text, offset, length);
    } else {
      out.putString(text, from, offset + length - from);
    }
  }

  private static boolean beginsAsHex(byte[] text, int offset, int length) {
    return length >= 2 && length % 2 == 0 && text[offset] == '\\' && text[offset + 1] == 'x';
  }
}
