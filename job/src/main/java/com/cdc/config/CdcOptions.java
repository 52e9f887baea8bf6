package com.cdc.config;

import static org.apache.flink.configuration.ConfigOptions.key;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;

/**
 * Every key, declared once, by its first word: {@link JobOptions}, {@link PostgresOptions}, {@link
 * RecordOptions}, {@link LandingOptions}, {@link CheckpointOptions}. The reference page, the names
 * of the environment variables and the messages about wrong values derive from these; what a value
 * must satisfy stands in {@link Rules}.
 */
public final class CdcOptions {

  public static final ConfigOption<Map<String, String>> FLINK =
      key("flink")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "Any setting of Flink, by Flink's own key, for example `s3.endpoint`. In the"
                  + " environment as lines of `key: value`; a line there wins over the same key in"
                  + " the file.");

  private static final List<ConfigOption<?>> ALL =
      Stream.of(
              JobOptions.ALL,
              PostgresOptions.ALL,
              RecordOptions.ALL,
              LandingOptions.ALL,
              CheckpointOptions.ALL,
              List.<ConfigOption<?>>of(FLINK))
          .<ConfigOption<?>>flatMap(List::stream)
          .toList();

  private CdcOptions() {}

  /** All options in the order of the reference page; free settings of Flink come last. */
  public static List<ConfigOption<?>> all() {
    return ALL;
  }
}
