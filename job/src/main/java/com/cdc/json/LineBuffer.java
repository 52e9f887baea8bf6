package com.cdc.json;

import java.util.Arrays;

/** A growing array of bytes that lines of JSON are written into. Not thread-safe. */
public final class LineBuffer {

  private static final byte[] HEX =
      "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  /** For each ASCII byte: 0 if it stands for itself in a JSON string, 'u' or its escape letter. */
  private static final byte[] ESCAPES = new byte[128];

  static {
    Arrays.fill(ESCAPES, 0, 0x20, (byte) 'u');
    ESCAPES['"'] = '"';
    ESCAPES['\\'] = '\\';
    ESCAPES['\n'] = 'n';
    ESCAPES['\r'] = 'r';
    ESCAPES['\t'] = 't';
    ESCAPES['\b'] = 'b';
    ESCAPES['\f'] = 'f';
  }

  private static final int INITIAL_CAPACITY = 1024;

  /** A buffer that one huge row has grown past this is let go. */
  private static final int KEPT_CAPACITY = 4 << 20;

  /** From this length on, a string's room is counted exactly rather than grown into. */
  private static final int HUGE = 1 << 20;

  /** Room for what comes after a huge string, so that it is not copied for a few bytes more. */
  private static final int MARGIN = 1 << 16;

  /** That of a bigint. */
  private static final int LONGEST_INTEGER = 20;

  private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

  private final int keptCapacity;
  private byte[] bytes = new byte[INITIAL_CAPACITY];
  private int size;
  private int misfits;

  public LineBuffer() {
    this(KEPT_CAPACITY);
  }

  private LineBuffer(int keptCapacity) {
    this.keptCapacity = keptCapacity;
  }

  /** One of several that keep no more memory together than a single one would. */
  static LineBuffer oneOf(int count) {
    return new LineBuffer(KEPT_CAPACITY / count);
  }

  /** Bytes written so far. */
  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** Forgets what was written after the first {@code size} bytes. */
  public void truncate(int size) {
    this.size = size;
  }

  /** A copy of what was written; the buffer is empty afterwards. */
  public byte[] take() {
    byte[] taken = Arrays.copyOf(bytes, size);
    size = 0;
    if (bytes.length > keptCapacity) {
      bytes = new byte[INITIAL_CAPACITY];
    }
    return taken;
  }

  /** Of JSON that was written after the first {@code size} bytes: it becomes one line. */
  void breaksToSpacesSince(int size) {
    for (int i = size; i < this.size; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        bytes[i] = ' ';
      }
    }
  }

  /** How often {@link #putMisfit} was called. */
  int misfits() {
    return misfits;
  }

  public void put(char ascii) {
    ensure(1);
    bytes[size++] = (byte) ascii;
  }

  public void put(byte[] source) {
    put(source, 0, source.length);
  }

  public void put(byte[] source, int offset, int length) {
    ensure(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  /** Appends a text if it is a whole number as JSON writes them; else returns false. */
  boolean putInteger(byte[] text, int offset, int length) {
    if (length == 0 || length > LONGEST_INTEGER) {
      return false;
    }
    ensure(LONGEST_INTEGER);
    byte[] to = bytes;
    int at = size;
    int end = offset + length;
    int i = offset;
    if (text[i] == '-') {
      to[at++] = '-';
      i++;
    }
    if (i == end || (text[i] == '0' && length > 1)) {
      return false;
    }
    while (i < end) {
      byte digit = text[i++];
      if (digit < '0' || digit > '9') {
        return false;
      }
      to[at++] = digit;
    }
    size = at;
    return true;
  }

  /** Appends a number in decimal. */
  public void putLong(long value) {
    ensure(20);
    if (value < 0) {
      if (value == Long.MIN_VALUE) {
        put(Long.toString(value).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return;
      }
      bytes[size++] = '-';
      value = -value;
    }
    int start = size;
    do {
      bytes[size++] = (byte) ('0' + value % 10);
      value /= 10;
    } while (value > 0);
    for (int i = start, j = size - 1; i < j; i++, j--) {
      byte swap = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swap;
    }
  }

  /**
   * Appends UTF-8 text as a JSON string with its quotes (RFC 8259 §7).
   *
   * @throws InvalidTextException if it is not UTF-8
   */
  public void putString(byte[] text, int offset, int length) {
    if (length > HUGE) {
      makeRoom(text, offset, length);
    } else {
      ensure(length + 2);
    }
    bytes[size++] = '"';
    putEscaped(text, offset, length);
    put('"');
  }

  /** Appends as a string what the value's type does not print. */
  void putMisfit(byte[] text, int offset, int length) {
    misfits++;
    putString(text, offset, length);
  }

  /**
   * Appends UTF-8 text as the inside of a JSON string.
   *
   * @throws InvalidTextException if it is not UTF-8
   */
  public void putEscaped(byte[] text, int offset, int length) {
    int end = offset + length;
    int plain = offset;
    int i = offset;
    while (i < end) {
      byte b = text[i];
      if (b < 0) {
        int next = Utf8.end(text, i, end);
        if (next < 0) {
          throw new InvalidTextException(i - offset);
        }
        i = next;
      } else {
        if (ESCAPES[b] != 0) {
          put(text, plain, i - plain);
          putEscape(b);
          plain = i + 1;
        }
        i++;
      }
    }
    put(text, plain, end - plain);
  }

  private void putEscape(byte b) {
    ensure(6);
    bytes[size++] = '\\';
    bytes[size++] = ESCAPES[b];
    if (ESCAPES[b] == 'u') {
      bytes[size++] = '0';
      bytes[size++] = '0';
      bytes[size++] = HEX[b >> 4];
      bytes[size++] = HEX[b & 15];
    }
  }

  private static long escapedLength(byte[] text, int offset, int length) {
    long escaped = length;
    for (int i = offset; i < offset + length; i++) {
      byte b = text[i];
      if (b >= 0 && ESCAPES[b] != 0) {
        escaped += ESCAPES[b] == 'u' ? 5 : 1;
      }
    }
    return escaped;
  }

  private void makeRoom(byte[] text, int offset, int length) {
    long needed = escapedLength(text, offset, length) + 2;
    if (bytes.length - size < needed) {
      grow(needed);
    }
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      grow(more);
    }
  }

  /** Apart from {@link #ensure}, which then is small enough to be part of its callers. */
  private void grow(long more) {
    bytes = Arrays.copyOf(bytes, capacity(more));
  }

  private int capacity(long more) {
    long needed = size + more;
    if (needed > MAX_CAPACITY) {
      throw new IllegalStateException(
          "A record of "
              + needed
              + " bytes as JSON: that is more than a Java array holds. Leave its largest columns"
              + " out by a column list of the publication.");
    }
    // a quarter of what is already large: on the way of a huge row, memory is short
    long grown = bytes.length + (bytes.length >> (bytes.length > KEPT_CAPACITY ? 2 : 1));
    return (int) Math.min(MAX_CAPACITY, Math.max(more > HUGE ? needed + MARGIN : needed, grown));
  }
}
