package com.cdc.config;

import static java.util.Map.entry;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/** The rules of single values, for the loader and for records that a program builds. */
final class Rules {
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

  // replication slot names: https://www.postgresql.org/docs/current/warm-standby.html, 26.2.6.1
  private static final Pattern SLOT = Pattern.compile("[a-z0-9_]{1,63}");

  // no port, path, query or user; an IPv6 address has several colons
  private static final Pattern HOST = Pattern.compile("[^\\s/@?&#:]+|\\[?[0-9A-Fa-f:.%]*:.*:.*]?");

  private static final Rule<String> TEXT =
      new Rule<>("", (text, shown) -> text.isBlank() ? "must not be empty." : null);
  // the value is not printed: a URL pasted here may hold a password
  private static final Rule<String> HOST_ALONE =
      new Rule<>(
          "a name or an address",
          (host, shown) ->
              HOST.matcher(host).matches()
                  ? null
                  : "must be a host name or address alone; the port and the rest have keys of their"
                      + " own.");

  /** A shorter key could be found by trying. */
  static final int SHORTEST_HASH_KEY = 16;

  private static final Rule<String> HASH_KEY =
      new Rule<>(
          "at least " + SHORTEST_HASH_KEY + " characters",
          (key, shown) ->
              key.length() >= SHORTEST_HASH_KEY
                  ? null
                  : "must have at least " + SHORTEST_HASH_KEY + " characters.");
  private static final Rule<Object> ANY = Rule.of("", value -> true);
  private static final Rule<Duration> POSITIVE =
      Rule.of("longer than 0", d -> !d.isZero() && !d.isNegative());
  private static final Rule<MemorySize> SOME_BYTES =
      Rule.of("larger than 0", size -> size.getBytes() > 0);
  static final MemorySize LARGEST_MIN_SIZE = MemorySize.ofMebiBytes(1024);
  private static final Rule<MemorySize> MIN_SIZE =
      Rule.of("at most 1 gb", size -> size.compareTo(LARGEST_MIN_SIZE) <= 0);
  private static final Rule<String> STORAGE =
      new Rule<>("an absolute URI or path", StorageUri::complaint);

  private static final Map<String, Rule<?>> BY_KEY =
      Map.ofEntries(
          entry(JobOptions.PARALLELISM.key(), range(1, 128)),
          entry(JobOptions.REST_PORT.key(), range(0, 65535)),
          entry(JobOptions.REST_BIND_ADDRESS.key(), HOST_ALONE),
          entry(JobOptions.HTTP_PORT.key(), range(0, 65535)),
          entry(JobOptions.HTTP_BIND_ADDRESS.key(), HOST_ALONE),
          entry(JobOptions.HTTP_UNREADY_AFTER.key(), POSITIVE),
          entry(PostgresOptions.HOST.key(), HOST_ALONE),
          entry(PostgresOptions.PORT.key(), range(1, 65535)),
          entry(
              PostgresOptions.SLOT.key(),
              Rule.<String>of("1 to 63 of a-z, 0-9 and _", slot -> SLOT.matcher(slot).matches())),
          entry(PostgresOptions.TABLES.key(), ANY), // checked by TableList
          entry(PostgresOptions.SSL_MODE.key(), ANY),
          entry(PostgresOptions.CONNECT_TIMEOUT.key(), POSITIVE),
          entry(PostgresOptions.CHUNK_SIZE.key(), SOME_BYTES),
          entry(PostgresOptions.ON_LOST_SLOT.key(), ANY),
          entry(PostgresOptions.ON_REWRITE.key(), ANY),
          entry(PostgresOptions.SCHEMA_CHECK_INTERVAL.key(), POSITIVE),
          entry(PostgresOptions.MAX_ROW_BYTES.key(), ANY),
          entry(PostgresOptions.WAL_GUARD.key(), ANY),
          entry(PostgresOptions.WAL_LIMIT.key(), ANY),
          entry(PostgresOptions.DROP_COLUMNS.key(), ANY), // checked by ColumnList
          entry(PostgresOptions.HASH_COLUMNS.key(), ANY),
          entry(PostgresOptions.MASK_COLUMNS.key(), ANY),
          entry(PostgresOptions.FORMER_COLUMNS.key(), ANY),
          entry(PostgresOptions.HASH_KEY.key(), HASH_KEY),
          entry(RecordOptions.NUMERIC.key(), ANY),
          entry(RecordOptions.BYTEA.key(), ANY),
          entry(RecordOptions.JSON.key(), ANY),
          entry(RecordOptions.COMPOSITE.key(), ANY),
          entry(RecordOptions.BEFORE.key(), ANY),
          entry(LandingOptions.URI.key(), STORAGE),
          entry(LandingOptions.ROLL_SIZE.key(), SOME_BYTES),
          entry(LandingOptions.ROLL_AGE.key(), POSITIVE),
          entry(LandingOptions.BUCKET_TIME.key(), ANY),
          entry(LandingOptions.COMPRESSION.key(), ANY),
          entry(LandingOptions.COMPRESSION_LEVEL.key(), range(0, 22)),
          entry(LandingOptions.MIN_SIZE.key(), MIN_SIZE),
          entry(LandingOptions.MAX_AGE.key(), POSITIVE),
          entry(LandingOptions.TABLE_MIN_SIZE.key(), ANY), // checked by TableSettings
          entry(LandingOptions.TABLE_MAX_AGE.key(), ANY),
          entry(LandingOptions.SHARDS.key(), ANY),
          entry(CheckpointOptions.URI.key(), STORAGE),
          entry(
              CheckpointOptions.INTERVAL.key(),
              Rule.<Duration>of(
                  "at least 100 ms", interval -> interval.compareTo(SHORTEST_INTERVAL) >= 0)),
          entry(CheckpointOptions.TIMEOUT.key(), POSITIVE),
          entry(CheckpointOptions.RETAINED.key(), Rule.<Integer>of("at least 1", n -> n >= 1)),
          entry(CdcOptions.FLINK.key(), ANY));

  private Rules() {}

  /** The option's own rule; text without one must not be empty. */
  @SuppressWarnings("unchecked") // each entry above fits its option; RulesTest checks every default
  static <T> Rule<T> of(ConfigOption<T> option) {
    return (Rule<T>) BY_KEY.getOrDefault(option.key(), TEXT);
  }

  private static Rule<Integer> range(int least, int most) {
    return Rule.of(least + " to " + most, n -> n >= least && n <= most);
  }
}
