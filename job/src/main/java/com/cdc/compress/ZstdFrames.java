package com.cdc.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads zstd frames that follow each other, each as a whole. zstd-jni's own stream takes a second
 * frame that is cut for the end of the file. Frames must be small enough for memory: those of
 * {@link Compressor} are of pieces that were.
 */
final class ZstdFrames extends InputStream {

  private static final int STEP_BYTES = 1 << 16;

  private final InputStream file;
  private byte[] buffer = new byte[STEP_BYTES];
  private int from;
  private int to;
  private byte[] plain = new byte[0];
  private int next;

  ZstdFrames(InputStream file) {
    this.file = file;
  }

  @Override
  public int read() throws IOException {
    return hasMore() ? plain[next++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!hasMore()) {
      return -1;
    }
    int read = Math.min(length, plain.length - next);
    System.arraycopy(plain, next, into, offset, read);
    next += read;
    return read;
  }

  private boolean hasMore() throws IOException {
    while (next == plain.length) {
      if (from == to && !fill()) {
        return false;
      }
      nextFrame();
    }
    return true;
  }

  private void nextFrame() throws IOException {
    int length = length();
    while (length < 0) {
      if (!fill()) {
        throw new EOFException("The file is cut in a zstd frame");
      }
      length = length();
    }
    byte[] frame = Arrays.copyOfRange(buffer, from, from + length);
    try {
      plain = Zstd.decompress(frame, Math.toIntExact(Zstd.getFrameContentSize(frame)));
      next = 0;
      from += length;
    } catch (ZstdException | ArithmeticException e) {
      throw new IOException("A damaged zstd frame, or one of unknown size", e);
    }
  }

  /** Of the frame that begins here; negative if it is not all here yet. */
  private int length() throws IOException {
    try {
      return Math.toIntExact(Zstd.findFrameCompressedSize(buffer, from, to - from));
    } catch (ZstdException e) {
      if (e.getErrorCode() == Zstd.errSrcSizeWrong()) {
        return -1;
      }
      throw new IOException("Not a zstd frame", e);
    }
  }

  /** Reads on; false at the file's end. */
  private boolean fill() throws IOException {
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
    }
    if (to == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    int read = file.read(buffer, to, buffer.length - to);
    to += Math.max(read, 0);
    return read >= 0;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
