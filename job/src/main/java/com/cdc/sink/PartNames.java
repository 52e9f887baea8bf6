package com.cdc.sink;

import com.cdc.config.Compression;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;

/**
 * {@code part-<time>-<unique>-<counter>.json[.gz|.zst]}: names sort by the time at which their
 * files were begun, and the FileSink's unique part keeps those of different writers, restarts and
 * restores apart.
 */
final class PartNames extends OutputFileConfig {

  private static final long serialVersionUID = 1L;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  PartNames(Compression compression) {
    super("part", ".json" + compression.suffix());
  }

  /** Asked for by the FileSink for every file. */
  @Override
  public String getPartPrefix() {
    return super.getPartPrefix() + "-" + time(System.currentTimeMillis());
  }

  /** The inverse of {@link #time}. */
  static long millis(String time) {
    return TIME.parse(time, Instant::from).toEpochMilli();
  }

  /** For names that sort by time, to the millisecond, UTC. */
  static String time(long epochMillis) {
    return TIME.format(Instant.ofEpochMilli(epochMillis));
  }
}
