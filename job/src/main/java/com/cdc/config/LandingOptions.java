package com.cdc.config;

import static org.apache.flink.configuration.ConfigOptions.key;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/** Where files land, and how large and how old they become. */
public final class LandingOptions {

  public static final ConfigOption<String> URI =
      key("landing.uri")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "The directory that directly holds `cdc.<schema>.<table>`; nothing is appended.");

  public static final ConfigOption<MemorySize> ROLL_SIZE =
      key("landing.roll-size")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(128))
          .withDescription("A file is closed once it holds this much.");

  public static final ConfigOption<Duration> ROLL_AGE =
      key("landing.roll-age")
          .durationType()
          .defaultValue(Duration.ofMinutes(15))
          .withDescription("A file is closed once it is this old.");

  public static final ConfigOption<BucketTime> BUCKET_TIME =
      key("landing.bucket-time")
          .enumType(BucketTime.class)
          .defaultValue(BucketTime.COMMIT)
          .withDescription(
              "Of which time `date=…/hour=…` are: of the commit, which is the same in a replay, or of"
                  + " the arrival, so that late rows do not go to past hours.");

  public static final ConfigOption<Compression> COMPRESSION =
      key("landing.compression")
          .enumType(Compression.class)
          .defaultValue(Compression.NONE)
          .withDescription("How files are compressed: `.json`, `.json.gz` or `.json.zst`.");

  public static final ConfigOption<Integer> COMPRESSION_LEVEL =
      key("landing.compression-level")
          .intType()
          .defaultValue(0)
          .withDescription(
              "1 is fast, 9 (gzip) or 22 (zstd) small; 0 is the default of the format, 6 or 3.");

  public static final ConfigOption<MemorySize> MIN_SIZE =
      key("landing.min-size")
          .memoryType()
          .defaultValue(MemorySize.ZERO)
          .withDescription(
              "Rows of a table wait over checkpoints until they make a file of this size, so that"
                  + " there are fewer small files; the slot holds the WAL of waiting rows. They wait in"
                  + " memory and in the checkpoint, together in at most a sixteenth of the heap. 0 writes a"
                  + " file with every checkpoint.");

  public static final ConfigOption<Duration> MAX_AGE =
      key("landing.max-age")
          .durationType()
          .defaultValue(Duration.ofMinutes(10))
          .withDescription(
              "With `landing.min-size`: rows wait no longer than this, and until the next checkpoint.");

  public static final ConfigOption<String> TABLE_MIN_SIZE =
      key("landing.table-min-size")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Another `landing.min-size` for some tables, each `schema.table=size`; 0 for those that"
                  + " must be fresh.");

  public static final ConfigOption<String> TABLE_MAX_AGE =
      key("landing.table-max-age")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Another `landing.max-age` for some tables, each `schema.table=duration`.");

  public static final ConfigOption<String> SHARDS =
      key("landing.shards")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Over how many writers a very busy table is spread by its key, each"
                  + " `schema.table=number`; more than `parallelism` is of no use. The order of a"
                  + " key's changes is kept.");

  static final List<ConfigOption<?>> ALL =
      List.of(
          URI,
          ROLL_SIZE,
          ROLL_AGE,
          BUCKET_TIME,
          COMPRESSION,
          COMPRESSION_LEVEL,
          MIN_SIZE,
          MAX_AGE,
          TABLE_MIN_SIZE,
          TABLE_MAX_AGE,
          SHARDS);

  private LandingOptions() {}
}
