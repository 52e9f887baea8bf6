package com.cdc.lakehouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Directories of records, for tests that write them by hand. */
final class Batches {

  private final Path directory;
  private int written;

  Batches(Path directory) {
    this.directory = directory;
  }

  /** A batch of the records, each without its outer braces. */
  Path of(String... records) throws IOException {
    Path batch = Files.createDirectories(directory.resolve("batch-" + ++written));
    Files.write(
        batch.resolve("part.json"), List.of(records).stream().map(r -> "{" + r + "}").toList());
    return batch;
  }

  /** The metadata of a record; its LSN also serves as its time. */
  static String at(String op, long lsn) {
    return "\"__op\":\"%s\",\"__deleted\":\"%b\",\"__epoch\":1,\"__lsn\":%d,\"__seq\":1,\"__ts_ms\":%d"
        .formatted(op, op.equals("d"), lsn, lsn);
  }
}
