package com.cdc.sink;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.flink.api.common.serialization.Encoder;

/**
 * Writes rows as they are, at most a megabyte at a time: what is written to a local file goes
 * through memory outside the heap, each array as a whole.
 */
final class RowsEncoder implements Encoder<PartRows> {

  private static final long serialVersionUID = 1L;

  private static final int PIECE_BYTES = 1 << 20;

  @Override
  public void encode(PartRows rows, OutputStream stream) throws IOException {
    int length = rows.bytes().length;
    for (int written = 0; written < length; written += PIECE_BYTES) {
      stream.write(rows.bytes(), written, Math.min(PIECE_BYTES, length - written));
    }
  }
}
