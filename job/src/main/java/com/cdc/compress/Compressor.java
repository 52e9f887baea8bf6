package com.cdc.compress;

import com.cdc.config.Compression;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses pieces, each to a whole of its own: gzip members (RFC 1952, 2.2) and zstd frames (RFC
 * 8878, 3) that follow each other are one valid file. Not thread-safe.
 */
public interface Compressor extends AutoCloseable {

  /** The piece, compressed; the piece itself if nothing is compressed. */
  byte[] compress(byte[] from, int offset, int length);

  @Override
  void close();

  /**
   * A compressor of that format.
   *
   * @param level 0 for the format's default
   */
  static Compressor of(Compression format, int level) {
    return switch (format) {
      case NONE -> new Plain();
      case GZIP -> new Gzip(level == 0 ? Deflater.DEFAULT_COMPRESSION : level);
      case ZSTD -> new Zstd(level);
    };
  }

  /** Leaves everything as it is. */
  final class Plain implements Compressor {

    @Override
    public byte[] compress(byte[] from, int offset, int length) {
      if (offset == 0 && length == from.length) {
        return from;
      }
      byte[] piece = new byte[length];
      System.arraycopy(from, offset, piece, 0, length);
      return piece;
    }

    @Override
    public void close() {}
  }

  /** By the JDK. */
  record Gzip(int level) implements Compressor {

    private static final int BUFFER_BYTES = 1 << 14;

    @Override
    public byte[] compress(byte[] from, int offset, int length) {
      ByteArrayOutputStream to = new ByteArrayOutputStream(length / 4 + 64);
      try (OutputStream member = new Member(to, level)) {
        member.write(from, offset, length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return to.toByteArray();
    }

    @Override
    public void close() {}

    private static final class Member extends GZIPOutputStream {
      Member(OutputStream to, int level) throws IOException {
        super(to, BUFFER_BYTES);
        def.setLevel(level);
      }
    }
  }

  /** By zstd-jni, whose default level is 3. */
  final class Zstd implements Compressor {

    private final ZstdCompressCtx context = new ZstdCompressCtx();

    Zstd(int level) {
      context.setLevel(level == 0 ? com.github.luben.zstd.Zstd.defaultCompressionLevel() : level);
      context.setChecksum(true);
    }

    @Override
    public byte[] compress(byte[] from, int offset, int length) {
      byte[] to = new byte[(int) com.github.luben.zstd.Zstd.compressBound(length)];
      int written = context.compressByteArray(to, 0, to.length, from, offset, length);
      byte[] frame = new byte[written];
      System.arraycopy(to, 0, frame, 0, written);
      return frame;
    }

    @Override
    public void close() {
      context.close();
    }
  }
}
