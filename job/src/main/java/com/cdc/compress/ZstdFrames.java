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
    try {
      long length = Zstd.findFrameCompressedSize(buffer, from, to - from);
      while (Zstd.isError(length)) { // it is not all here yet
        if (!fill()) {
          throw new EOFException("The file is cut in a zstd frame, or is not zstd");
        }
        length = Zstd.findFrameCompressedSize(buffer, from, to - from);
      }
      byte[] frame = Arrays.copyOfRange(buffer, from, from + (int) length);
      plain = Zstd.decompress(frame, Math.toIntExact(Zstd.getFrameContentSize(frame)));
      next = 0;
      from += (int) length;
    } catch (ZstdException | ArithmeticException e) {
      throw new IOException("Not a zstd frame of known size", e);
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
