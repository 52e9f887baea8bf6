package com.cdc.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;

/**
 * A composite value becomes an object of its attributes. A text with another number of fields than
 * there are attributes is of another version of the type, and lands as a string.
 *
 * <p>Source: PostgreSQL manual, "Composite Type Input and Output Syntax"; {@code record_out}.
 */
final class CompositeEncoder implements ValueEncoder {

  private static final int MALFORMED = -1;
  private static final byte[] NULL = "null".getBytes(US_ASCII);

  private final byte[][] names;
  private final ValueEncoder[] encoders;
  private byte[] unquoted = new byte[64];

  /**
   * An encoder of values that have these attributes.
   *
   * @param encoders one for each attribute
   */
  CompositeEncoder(List<String> names, List<ValueEncoder> encoders) {
    LineBuffer scratch = new LineBuffer();
    this.names = new byte[names.size()][];
    for (int i = 0; i < this.names.length; i++) {
      byte[] name = names.get(i).getBytes(UTF_8);
      scratch.putString(name, 0, name.length);
      scratch.put(':');
      this.names[i] = scratch.take();
    }
    this.encoders = encoders.toArray(ValueEncoder[]::new);
  }

  @Override
  public void encode(byte[] text, int offset, int length, LineBuffer out) {
    int start = out.size();
    if (!object(text, offset, offset + length - 1, out)) {
      out.truncate(start);
      out.putString(text, offset, length);
    }
  }

  /** Returns false if the text has not one field for each attribute. */
  private boolean object(byte[] text, int offset, int end, LineBuffer out) {
    if (end <= offset || text[offset] != '(' || text[end] != ')') {
      return false;
    }
    out.put('{');
    int i = offset + 1;
    for (int attribute = 0; attribute < names.length; attribute++) {
      if (attribute > 0) {
        if (i == end || text[i] != ',') {
          return false;
        }
        out.put(',');
        i++; // the comma
      }
      out.put(names[attribute]);
      i = field(text, i, end, encoders[attribute], out);
      if (i == MALFORMED) {
        return false;
      }
    }
    out.put('}');
    return i == end;
  }

  /**
   * Returns where the field ends, at a comma or at the closing parenthesis, or {@link #MALFORMED}.
   */
  private int field(byte[] text, int from, int end, ValueEncoder encoder, LineBuffer out) {
    if (from == end || text[from] == ',') {
      out.put(NULL); // an empty string is printed as ""
      return from;
    }
    if (text[from] == '"') {
      return quoted(text, from, end, encoder, out);
    }
    int i = from;
    while (i < end && text[i] != ',') {
      i++;
    }
    encoder.encode(text, from, i - from, out);
    return i;
  }

  /**
   * A field in quotes, within which quotes and backslashes are doubled. Returns {@link #MALFORMED}
   * if one is not, or if the field does not end.
   */
  private int quoted(byte[] text, int from, int end, ValueEncoder encoder, LineBuffer out) {
    if (unquoted.length < end - from) {
      unquoted = Arrays.copyOf(unquoted, Math.max(end - from, unquoted.length * 2));
    }
    int n = 0;
    int i = from + 1;
    while (i < end) {
      byte b = text[i++];
      boolean doubled = text[i] == b; // at the end there is the parenthesis
      if (b == '"' && !doubled) {
        encoder.encode(unquoted, 0, n, out);
        return i;
      }
      if (b == '"' || b == '\\') {
        if (!doubled) {
          return MALFORMED;
        }
        i++;
      }
      unquoted[n++] = b;
    }
    return MALFORMED;
  }
}
