package com.cdc.sink;

import com.cdc.compress.Compressor;
import com.cdc.compress.Decompression;
import com.cdc.config.Compression;
import com.cdc.event.ChangeBatch;
import com.cdc.event.Position;
import com.cdc.event.TableId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Rows of one bucket that wait to be written: until there are enough of them to compress, or, over
 * checkpoints, until they are worth a file. What waits over a checkpoint is part of its state.
 */
final class OpenRows {

  /** Rows are compressed together once there are so many bytes; much less compresses badly. */
  private static final int MEMBER_BYTES = 1 << 18;

  private final TableId table;
  private final String bucket;
  private final Compression format;
  private final PartContent content;
  private final ByteArrayOutputStream compressed = new ByteArrayOutputStream(0);
  private final ByteArrayOutputStream tail = new ByteArrayOutputStream(0);
  private final long sinceNanos;

  private OpenRows(
      TableId table, String bucket, Compression format, PartContent content, long sinceNanos) {
    this.table = table;
    this.bucket = bucket;
    this.format = format;
    this.content = content;
    this.sinceNanos = sinceNanos;
  }

  static OpenRows empty(TableId table, String bucket, Compression format) {
    return new OpenRows(table, bucket, format, new PartContent(), System.nanoTime());
  }

  TableId table() {
    return table;
  }

  String bucket() {
    return bucket;
  }

  /** The oldest of them. */
  Position first() {
    return content.first();
  }

  long ageNanos() {
    return System.nanoTime() - sinceNanos;
  }

  /** Bytes that they take in memory, and about what they will take in a file. */
  int bytes() {
    return compressed.size() + tail.size();
  }

  void add(ChangeBatch batch, Compressor compressor) {
    content.add(batch);
    add(batch.lines, compressor);
  }

  private void add(byte[] lines, Compressor compressor) {
    if (tail.size() + lines.length < MEMBER_BYTES) {
      tail.writeBytes(lines);
      return;
    }
    compressTail(compressor);
    for (int from = 0; from < lines.length; from += MEMBER_BYTES) {
      int piece = Math.min(MEMBER_BYTES, lines.length - from);
      compressed.writeBytes(compressor.compress(lines, from, piece));
    }
  }

  private void compressTail(Compressor compressor) {
    if (tail.size() > 0) {
      compressed.writeBytes(compressor.compress(tail.toByteArray(), 0, tail.size()));
      tail.reset();
    }
  }

  /** All of them, as they are to stand in a file. */
  PartRows close(Compressor compressor) {
    compressTail(compressor);
    return new PartRows(bucket, compressed.toByteArray(), content);
  }

  /** The same in another format, for when the configuration has changed. */
  OpenRows as(Compression other, Compressor compressor) throws IOException {
    if (other == format) {
      return this;
    }
    OpenRows same = new OpenRows(table, bucket, other, content, sinceNanos);
    if (compressed.size() > 0) {
      ByteArrayInputStream members = new ByteArrayInputStream(compressed.toByteArray());
      try (InputStream lines = Decompression.open(format.suffix(), members)) {
        for (byte[] some = lines.readNBytes(MEMBER_BYTES);
            some.length > 0;
            some = lines.readNBytes(MEMBER_BYTES)) {
          same.add(some, compressor);
        }
      }
    }
    same.add(tail.toByteArray(), compressor);
    return same;
  }

  void write(DataOutputView out) throws IOException {
    out.writeUTF(table.schema());
    out.writeUTF(table.name());
    out.writeUTF(bucket);
    out.writeUTF(format.name());
    content.write(out);
    write(compressed, out);
    write(tail, out);
  }

  private static void write(ByteArrayOutputStream bytes, DataOutputView out) throws IOException {
    out.writeInt(bytes.size());
    out.write(bytes.toByteArray());
  }

  /** As they were; of unknown age, which is to say that they have waited for long enough. */
  static OpenRows read(DataInputView in) throws IOException {
    OpenRows rows =
        new OpenRows(
            new TableId(in.readUTF(), in.readUTF()),
            in.readUTF(),
            Compression.valueOf(in.readUTF()),
            PartContent.read(in),
            System.nanoTime() - Long.MAX_VALUE / 2);
    rows.compressed.writeBytes(readBytes(in));
    rows.tail.writeBytes(readBytes(in));
    return rows;
  }

  private static byte[] readBytes(DataInputView in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }
}
