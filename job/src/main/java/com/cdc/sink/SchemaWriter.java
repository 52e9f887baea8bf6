package com.cdc.sink;

import com.cdc.config.LandingConfig;
import com.cdc.event.ChangeBatch;
import com.cdc.event.Position;
import java.io.IOException;
import java.util.UUID;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/** Writes each version to a hidden file and gives it its name once it is whole. */
record SchemaWriter(LandingConfig landing) implements SinkWriter<ChangeBatch> {

  private static final String DIRECTORY = "_schemas";

  @Override
  public void write(ChangeBatch version, Context context) throws IOException {
    Path directory = new Path(new Path(landing.uri(), DIRECTORY), version.tableId().directory());
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

  @Override
  public void flush(boolean endOfInput) {}

  @Override
  public void close() {}
}
