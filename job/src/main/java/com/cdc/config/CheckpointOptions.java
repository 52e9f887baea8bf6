package com.cdc.config;

import static org.apache.flink.configuration.ConfigOptions.key;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Where and how often the position is kept that a restart resumes from. */
public final class CheckpointOptions {

  public static final ConfigOption<String> URI =
      key("checkpoint.uri")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "The directory of the checkpoints; apart from the landing, on storage that outlives"
                  + " the job.");

  public static final ConfigOption<Duration> INTERVAL =
      key("checkpoint.interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription(
              "Time between two checkpoints. Changes become visible in the landing on a"
                  + " checkpoint.");

  public static final ConfigOption<Duration> TIMEOUT =
      key("checkpoint.timeout")
          .durationType()
          .defaultValue(Duration.ofMinutes(10))
          .withDescription("A checkpoint that takes longer is given up.");

  public static final ConfigOption<Integer> RETAINED =
      key("checkpoint.retained")
          .intType()
          .defaultValue(2)
          .withDescription(
              "How many completed checkpoints are kept. The slot holds what each of them needs; to"
                  + " restore another than the newest lands again what the newer ones have"
                  + " landed.");

  static final List<ConfigOption<?>> ALL = List.of(URI, INTERVAL, TIMEOUT, RETAINED);

  private CheckpointOptions() {}
}
