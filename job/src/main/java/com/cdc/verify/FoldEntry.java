package com.cdc.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.event.Position;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a fold needs of a record.
 *
 * @param key of the row, as {@link Keys#of} gives it
 * @param position of the record
 * @param line the row as a line for COPY; null if it was deleted
 * @param oldKey where the values that the line lacks stand, if the key has changed
 */
record FoldEntry(String key, Position position, @Nullable String line, @Nullable String oldKey) {

  /** Writes it so that {@link #read} gives it back. */
  void write(DataOutput out) throws IOException {
    write(out, key);
    out.writeLong(position.epoch());
    out.writeLong(position.lsn());
    out.writeLong(position.seq());
    write(out, line);
    write(out, oldKey);
  }

  static FoldEntry read(DataInput in) throws IOException {
    return new FoldEntry(
        String.valueOf(readText(in)),
        new Position(in.readLong(), in.readLong(), in.readLong()),
        readText(in),
        readText(in));
  }

  private static void write(DataOutput out, @Nullable String text) throws IOException {
    if (text == null) {
      out.writeInt(-1);
      return;
    }
    byte[] bytes = text.getBytes(UTF_8); // writeUTF has a limit of 64 KB
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static @Nullable String readText(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, UTF_8);
  }
}
