package com.cdc.config;

import com.cdc.event.TableId;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;

/**
 * For how long rows may wait over checkpoints until they are worth a file: keys {@code
 * landing.min-size}, {@code landing.max-age} and those of single tables.
 *
 * @param minSize a file of less is put off; 0 writes one with every checkpoint
 * @param maxAge but not for longer than this
 * @param minSizes of the tables that have their own
 * @param maxAges of the tables that have their own
 */
public record OpenParts(
    MemorySize minSize,
    Duration maxAge,
    Map<TableId, MemorySize> minSizes,
    Map<TableId, Duration> maxAges)
    implements Serializable {

  /** Everything lands with the next checkpoint. */
  public static final OpenParts NONE =
      new OpenParts(
          LandingOptions.MIN_SIZE.defaultValue(),
          LandingOptions.MAX_AGE.defaultValue(),
          Map.of(),
          Map.of());

  public OpenParts {
    minSizes = Map.copyOf(minSizes);
    maxAges = Map.copyOf(maxAges);
    new Problems()
        .check(LandingOptions.MIN_SIZE, minSize)
        .check(LandingOptions.MAX_AGE, maxAge)
        .throwIfAny();
  }

  public long minBytes(TableId table) {
    return minSizes.getOrDefault(table, minSize).getBytes();
  }

  public Duration maxAge(TableId table) {
    return maxAges.getOrDefault(table, maxAge);
  }

  /** The longest that a row of these tables may wait; zero if none does. */
  public Duration longest(Collection<TableId> tables) {
    return tables.stream()
        .filter(table -> minBytes(table) > 0)
        .map(this::maxAge)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
