package com.cdc.json;

import java.util.Arrays;

/**
 * A one-dimensional array becomes a JSON array; one with more dimensions or with bounds of its own
 * ({@code [0:1]={…}}), and what is no array at all, lands as its text.
 *
 * <p>Source: PostgreSQL manual, "Array Input and Output Syntax"; {@code array_out}.
 */
final class ArrayEncoder implements ValueEncoder {

  private static final int MALFORMED = -1;

  private final ValueEncoder element;
  private final byte delimiter;
  private byte[] unescaped = new byte[64];

  ArrayEncoder(ValueEncoder element, byte delimiter) {
    this.element = element;
    this.delimiter = delimiter;
  }

  @Override
  public void encode(byte[] text, int offset, int length, LineBuffer out) {
    int start = out.size();
    int end = offset + length - 1;
    if (length > 1 && (text[offset] == '[' || (text[offset] == '{' && text[offset + 1] == '{'))) {
      out.putString(text, offset, length);
    } else if (!array(text, offset, end, out)) {
      out.truncate(start);
      out.putMisfit(text, offset, length);
    }
  }

  /** Returns false if the text is no array. */
  private boolean array(byte[] text, int offset, int end, LineBuffer out) {
    if (end <= offset || text[offset] != '{' || text[end] != '}') {
      return false;
    }
    out.put('[');
    int i = offset + 1;
    boolean more = i < end;
    while (more) {
      i = text[i] == '"' ? quoted(text, i + 1, end, out) : bare(text, i, end, out);
      if (i == MALFORMED) {
        return false;
      }
      more = i < end;
      if (more) {
        if (text[i] != delimiter) {
          return false;
        }
        out.put(',');
        i++; // the delimiter, behind which there has to be an element
        if (i == end) {
          return false;
        }
      }
    }
    out.put(']');
    return true;
  }

  /** Returns the index after the closing quote. */
  private int quoted(byte[] text, int from, int end, LineBuffer out) {
    int n = 0;
    int i = from;
    while (i < end && text[i] != '"') {
      if (text[i] == '\\') {
        i++;
      }
      if (n == unescaped.length) {
        unescaped = Arrays.copyOf(unescaped, n * 2);
      }
      unescaped[n++] = text[i++];
    }
    if (i >= end) {
      return MALFORMED;
    }
    element.encode(unescaped, 0, n, out);
    return i + 1;
  }

  /** Returns where the delimiter is, or the closing brace. */
  private int bare(byte[] text, int from, int end, LineBuffer out) {
    int i = from;
    while (i < end && text[i] != delimiter) {
      byte b = text[i];
      if (b == '{' || b == '}' || b == '"' || b == '\\') {
        return MALFORMED; // would be in quotes
      }
      i++;
    }
    if (i == from) {
      return MALFORMED; // an empty one too
    }
    if (isNull(text, from, i)) {
      out.put('n');
      out.put('u');
      out.put('l');
      out.put('l');
    } else {
      element.encode(text, from, i - from, out);
    }
    return i;
  }

  /** Unquoted NULL is null; the string NULL is printed with quotes. */
  private static boolean isNull(byte[] text, int from, int to) {
    return to - from == 4
        && text[from] == 'N'
        && text[from + 1] == 'U'
        && text[from + 2] == 'L'
        && text[from + 3] == 'L';
  }
}
