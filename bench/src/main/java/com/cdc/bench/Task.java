package com.cdc.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a subject is to read, once.
 *
 * @param slot that it reads, or makes for its snapshot
 * @param endLsn where the stream ends; empty for a snapshot
 * @param directory for whatever it writes
 * @param settings of the job's environment, what differs from how it is usually run here
 */
record Task(
    Subject subject,
    Database database,
    List<String> tables,
    boolean stream,
    String slot,
    String endLsn,
    Path directory,
    Map<String, String> settings) {

  static final String LANDING = "landing";
  static final String CHECKPOINTS = "checkpoints";

  /** Where it is to land files. */
  Path landing() {
    return directory.resolve(LANDING);
  }

  Path checkpoints() {
    return directory.resolve(CHECKPOINTS);
  }

  Path log() {
    return directory.resolve("log");
  }
}
