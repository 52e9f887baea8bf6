package com.cdc.config;

import com.cdc.event.TableId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.TimeUtils;

/** The landing as it is read, before it is known whether all is well. */
record LandingDraft(
    Configuration values,
    Map<TableId, MemorySize> minSizes,
    Map<TableId, Duration> maxAges,
    Map<TableId, Integer> shards) {

  private static final int MOST_SHARDS = 128;

  static LandingDraft read(TypedValues typed, List<SourceDraft> sources, Problems problems) {
    LandingDraft draft =
        new LandingDraft(
            typed.values(),
            typed.tableSettings(
                LandingOptions.TABLE_MIN_SIZE,
                "a size such as `8 mb`, at most `1 gb`,",
                LandingDraft::size),
            typed.tableSettings(
                LandingOptions.TABLE_MAX_AGE,
                "a duration such as `5 min`, longer than 0,",
                LandingDraft::age),
            typed.tableSettings(
                LandingOptions.SHARDS, "a number from 1 to " + MOST_SHARDS, LandingDraft::number));
    Set<TableId> tables = new HashSet<>();
    sources.forEach(source -> tables.addAll(source.tables()));
    if (!tables.isEmpty()) {
      requireCaptured(LandingOptions.TABLE_MIN_SIZE, draft.minSizes.keySet(), tables, problems);
      requireCaptured(LandingOptions.TABLE_MAX_AGE, draft.maxAges.keySet(), tables, problems);
      requireCaptured(LandingOptions.SHARDS, draft.shards.keySet(), tables, problems);
    }
    Compression compression = draft.values.get(LandingOptions.COMPRESSION);
    int level = draft.values.get(LandingOptions.COMPRESSION_LEVEL);
    if (compression != Compression.NONE && level > compression.highestLevel()) {
      problems.add(
          "`%s` must be at most %d for %s, not `%d`."
              .formatted(
                  LandingOptions.COMPRESSION_LEVEL.key(),
                  compression.highestLevel(),
                  compression,
                  level));
    }
    return draft;
  }

  private static void requireCaptured(
      ConfigOption<?> option, Set<TableId> named, Collection<TableId> tables, Problems problems) {
    for (TableId table : named) {
      if (!tables.contains(table)) {
        problems.add(
            "`%s` names table %s, which is not captured."
                .formatted(option.key(), TableList.format(List.of(table))));
      }
    }
  }

  private static MemorySize size(String text) {
    MemorySize size = MemorySize.parse(text);
    if (size.compareTo(Rules.LARGEST_MIN_SIZE) > 0) {
      throw new IllegalArgumentException("too large");
    }
    return size;
  }

  private static Duration age(String text) {
    Duration age = TimeUtils.parseDuration(text);
    if (age.isZero() || age.isNegative()) {
      throw new IllegalArgumentException("not longer than 0");
    }
    return age;
  }

  private static int number(String text) {
    int number = Integer.parseInt(text);
    if (number < 1 || number > MOST_SHARDS) {
      throw new IllegalArgumentException("out of range");
    }
    return number;
  }

  /** The landing; only if no problem was found. */
  LandingConfig build() {
    return new LandingConfig(
        values.get(LandingOptions.URI),
        values.get(LandingOptions.ROLL_SIZE),
        values.get(LandingOptions.ROLL_AGE),
        values.get(LandingOptions.BUCKET_TIME),
        values.get(LandingOptions.COMPRESSION),
        values.get(LandingOptions.COMPRESSION_LEVEL),
        new OpenParts(
            values.get(LandingOptions.MIN_SIZE),
            values.get(LandingOptions.MAX_AGE),
            minSizes,
            maxAges),
        shards);
  }
}
