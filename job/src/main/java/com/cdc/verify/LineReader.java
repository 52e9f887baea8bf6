package com.cdc.verify;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads lines as bytes, one at a time; only the line at hand has to fit into memory. */
final class LineReader {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private final InputStream in;
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int start;
  private int end;
  private int next;
  private int filled;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** Goes to the next line that is ended by a line break; false if there is none. */
  boolean next() throws IOException {
    start = next;
    int at = start;
    while (true) {
      while (at < filled) {
        if (buffer[at++] == '\n') {
          end = at - 1;
          next = at;
          return true;
        }
      }
      at -= makeRoom();
      int read = in.read(buffer, filled, buffer.length - filled);
      if (read < 0) {
        end = filled;
        next = filled;
        return false;
      }
      filled += read;
    }
  }

  /** After the last line: whether bytes follow that no line break ends. */
  boolean isCut() {
    return end > start;
  }

  /** Holds the line from {@link #offset} on, until the next one is read. */
  byte[] bytes() {
    return buffer;
  }

  int offset() {
    return start;
  }

  int length() {
    return end - start;
  }

  /** Returns by how much the line has moved to the front. */
  private int makeRoom() throws IOException {
    int moved = start;
    if (filled == buffer.length && start == 0) {
      if (filled == LARGEST) {
        throw new IOException("A line of more than 2 GB");
      }
      buffer = Arrays.copyOf(buffer, (int) Math.min(2L * filled, LARGEST));
    } else if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, filled - start);
      filled -= start;
      start = 0;
    }
    return moved;
  }
}
