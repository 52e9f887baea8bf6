package com.cdc.config;

import java.io.Serializable;
import java.util.List;
import org.apache.flink.configuration.MemorySize;

/**
 * How much WAL a slot may make its server keep: keys {@code postgres.wal-*}.
 *
 * @param guard what is done beyond it
 * @param size zero for no limit but the server's own
 */
public record WalLimit(WalGuard guard, MemorySize size) implements Serializable {

  /** Only warnings, and no limit but the server's own. */
  public static final WalLimit NONE =
      new WalLimit(
          PostgresOptions.WAL_GUARD.defaultValue(), PostgresOptions.WAL_LIMIT.defaultValue());

  /** {@link #size} as a number; 0 for none. */
  public long bytes() {
    return size.getBytes();
  }

  /** What is wrong with the two together, for a source of that name. */
  static List<String> complaints(String source, WalGuard guard, MemorySize size) {
    return guard == WalGuard.DROP_SLOT && size.getBytes() == 0
        ? List.of(
            "`%s: drop-slot` needs `%s`: how much WAL the server has room for."
                .formatted(
                    SourceKeys.key(source, PostgresOptions.WAL_GUARD),
                    SourceKeys.key(source, PostgresOptions.WAL_LIMIT)))
        : List.of();
  }
}
