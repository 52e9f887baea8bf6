package com.cdc.sink;

import com.cdc.event.ChangeBatch;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.flink.api.common.serialization.Encoder;

/**
 * Writes the lines of a batch as they are, at most a megabyte at a time: what is written to a local
 * file goes through memory outside the heap, each array as a whole. Empties a huge batch that it
 * has written, because Flink holds each element until the next one is there.
 */
final class BatchEncoder implements Encoder<ChangeBatch> {

  private static final long serialVersionUID = 1L;

  private static final int PIECE_BYTES = 1 << 20;

  private static final int HUGE = 4 << 20;

  @Override
  public void encode(ChangeBatch batch, OutputStream stream) throws IOException {
    int length = batch.lines.length;
    int written = 0;
    while (written < length) {
      int piece = Math.min(PIECE_BYTES, length - written);
      stream.write(batch.lines, written, piece);
      written += piece;
    }
    if (length > HUGE) {
      batch.lines = new byte[0];
    }
  }
}
