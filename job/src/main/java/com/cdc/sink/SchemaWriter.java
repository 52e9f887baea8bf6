package com.cdc.sink;

import com.cdc.event.ChangeBatch;
import com.cdc.event.Position;
import java.io.IOException;
import java.util.UUID;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/**
 * Writes versions of tables' shapes beside the data: {@code _schemas/<table>/<position>.json}. At
 * least once, and idempotent by name: a replay writes the same file.
 */
record SchemaWriter(String landingUri) {

  private static final String DIRECTORY = "_schemas";

  /** Writes a hidden file first, and gives it its name once it is whole. */
  void write(ChangeBatch version) throws IOException {
    Path directory = new Path(new Path(landingUri, DIRECTORY), version.tableId().directory());
    Path file = new Path(directory, name(version.first()));
    FileSystem files = directory.getFileSystem();
    if (files.exists(file)) {
      return; // of an attempt before this one
    }
    files.mkdirs(directory);
    Path hidden = new Path(directory, "." + file.getName() + "." + UUID.randomUUID());
    try (FSDataOutputStream out = files.create(hidden, WriteMode.NO_OVERWRITE)) {
      out.write(version.lines);
    }
    if (!files.rename(hidden, file)) {
      files.delete(hidden, false);
      if (!files.exists(file)) {
        throw new IOException("Cannot rename " + hidden + " to " + file);
      }
    }
  }

  /** Names sort as positions do. */
  static String name(Position position) {
    return "%010d-%s-%010d.json"
        .formatted(position.epoch(), padded(Long.toUnsignedString(position.lsn())), position.seq());
  }

  private static String padded(String number) {
    return "0".repeat(20 - number.length()) + number;
  }
}
