package com.cdc.json;

/**
 * A one-dimensional array becomes a JSON array; one with more dimensions or with bounds of its own
 * ({@code [0:1]={…}}) lands as its text.
 *
 * <p>Source: PostgreSQL manual, "Array Input and Output Syntax".
 */
final class ArrayEncoder implements ValueEncoder {

  private final ValueEncoder element;
  private final byte delimiter;
  private byte[] unescaped = new byte[64];

  ArrayEncoder(ValueEncoder element, byte delimiter) {
    this.element = element;
    this.delimiter = delimiter;
  }

  @Override
  public void encode(byte[] text, int offset, int length, LineBuffer out) {
    int end = offset + length - 1;
    if (text[offset] != '{' || text[offset + 1] == '{' || text[end] != '}') {
      out.putString(text, offset, length);
      return;
    }
    out.put('[');
    int i = offset + 1;
    boolean more = i < end;
    while (more) {
      i = text[i] == '"' ? quoted(text, i + 1, end, out) : bare(text, i, end, out);
      more = i < end;
      if (more) {
        out.put(',');
        i++; // the delimiter
      }
    }
    out.put(']');
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
        unescaped = java.util.Arrays.copyOf(unescaped, n * 2);
      }
      unescaped[n++] = text[i++];
    }
    if (i >= end) {
      throw new IllegalArgumentException("The text of an array has a quote without its end");
    }
    element.encode(unescaped, 0, n, out);
    return i + 1;
  }

  private int bare(byte[] text, int from, int end, LineBuffer out) {
    int i = from;
    while (i < end && text[i] != delimiter) {
      i++;
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
