package com.cdc.source;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/**
 * A file's channel as streams that move at most a megabyte at a time: the JDK copies each array
 * that goes through a channel into memory outside the heap, as a whole.
 */
final class ChannelPieces {

  private static final int PIECE_BYTES = 1 << 20;

  private ChannelPieces() {}

  static OutputStream output(FileChannel channel) {
    return new FilterOutputStream(Channels.newOutputStream(channel)) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        int written = 0;
        while (written < length) {
          int piece = Math.min(PIECE_BYTES, length - written);
          out.write(bytes, offset + written, piece);
          written += piece;
        }
      }
    };
  }

  static InputStream input(FileChannel channel) {
    return new FilterInputStream(Channels.newInputStream(channel)) {
      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return in.read(bytes, offset, Math.min(PIECE_BYTES, length));
      }
    };
  }
}
