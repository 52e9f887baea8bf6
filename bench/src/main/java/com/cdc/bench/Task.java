package com.cdc.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What a subject is to read, once.
 *
 * @param slot that it reads, or makes for its snapshot
 * @param endLsn where the stream ends; empty for a snapshot
 * @param directory for whatever it writes
 */
record Task(
    Subject subject,
    Database database,
    List<String> tables,
    boolean stream,
    String slot,
    String endLsn,
    Path directory) {

  /** Where it is to land files. */
  Path landing() {
    return directory.resolve("landing");
  }

  Path checkpoints() {
    return directory.resolve("checkpoints");
  }

  Path log() {
    return directory.resolve("log");
  }
}
