package com.cdc.compress;

import com.cdc.config.Compression;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Reads files by their suffix. */
public final class Decompression {

  private static final int BUFFER_BYTES = 1 << 16;

  private Decompression() {}

  /** The format of a file of that name; none for any other suffix. */
  public static Compression of(String fileName) {
    for (Compression format : Compression.values()) {
      if (format != Compression.NONE && fileName.endsWith(format.suffix())) {
        return format;
      }
    }
    return Compression.NONE;
  }

  /** What the file holds, buffered; all its members or frames, one after the other. */
  public static InputStream open(String fileName, InputStream file) throws IOException {
    InputStream in = new BufferedInputStream(file, BUFFER_BYTES);
    return switch (of(fileName)) {
      case NONE -> in;
      case GZIP ->
          new BufferedInputStream(new GZIPInputStream(new Honest(in), BUFFER_BYTES), BUFFER_BYTES);
      case ZSTD -> new BufferedInputStream(new ZstdFrames(in), BUFFER_BYTES);
    };
  }

  /**
   * Says whether more bytes follow. GZIPInputStream asks {@code available()} whether another member
   * does, and Flink's streams answer 0 (JDK-7036144).
   */
  private static final class Honest extends FilterInputStream {

    Honest(InputStream in) {
      super(in);
    }

    @Override
    public int available() throws IOException {
      in.mark(1);
      int next = in.read();
      in.reset();
      return next < 0 ? 0 : 1;
    }
  }
}
