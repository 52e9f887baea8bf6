package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.config.WalGuard;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.ReplicationSlots;
import com.cdc.postgres.SlotWal;
import com.cdc.postgres.WalForecast;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.flink.configuration.MemorySize;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in time that a slot holds back too much WAL, and drops it if it was told to rather let go of
 * changes than of the server ({@code postgres.wal-guard}). Of one thread.
 */
final class SlotGuard {

  private static final Logger LOG = LoggerFactory.getLogger(SlotGuard.class);

  /** Time for somebody to come and look. */
  private static final Duration SOON = Duration.ofHours(1);

  private static final Duration REMINDER = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int ATTEMPTS = 100;

  private final PostgresConfig config;
  private final LongSupplier nanos;
  private @Nullable Long saidNanos;

  SlotGuard(PostgresConfig config) {
    this(config, System::nanoTime);
  }

  SlotGuard(PostgresConfig config, LongSupplier nanos) {
    this.config = config;
    this.nanos = nanos;
  }

  /**
   * Takes note of how the slot is.
   *
   * @return what was said; null if nothing
   */
  @Nullable String look(Connection connection, SlotWal wal, WalForecast forecast)
      throws SQLException {
    if (!wal.exists() || wal.isLost()) { // the stream says what that means
      return null;
    }
    if (forecast.isOverLimit() && config.walLimit().guard() == WalGuard.DROP_SLOT) {
      return drop(connection, wal);
    }
    Long said = saidNanos;
    String danger = danger(wal, forecast);
    if (danger == null || (said != null && nanos.getAsLong() - said < REMINDER.toNanos())) {
      return null;
    }
    saidNanos = nanos.getAsLong();
    LOG.warn("{}", danger);
    return danger;
  }

  private @Nullable String danger(SlotWal wal, WalForecast forecast) {
    Duration left = forecast.timeLeft();
    boolean unreserved = "unreserved".equals(wal.status());
    boolean soon = left != null && left.compareTo(SOON) < 0;
    if (!unreserved && !soon && !forecast.isOverLimit()) {
      return null;
    }
    String when =
        unreserved
            ? "more than `max_slot_wal_keep_size` allows: the server may remove it with its next"
                + " checkpoint, and the changes in it are lost"
            : forecast.isOverLimit()
                ? "more than `postgres.wal-limit`"
                : "and reaches its limit in about " + shown(left);
    return "Slot `"
        + config.slot()
        + "` makes the server keep "
        + shown(wal.retained())
        + " of WAL, "
        + when
        + ". "
        + (wal.active() ? "The job reads it" : "Nobody reads it")
        + ": see in the log whether checkpoints complete and how far behind it is, and on the server"
        + " whether a long transaction holds the slot (pg_stat_activity, oldest xact_start). For"
        + " time, raise `max_slot_wal_keep_size` or the disk: docs/guides/monitoring.md";
  }

  private String drop(Connection connection, SlotWal wal) throws SQLException {
    String kept =
        "Slot `%s` makes the server keep %s of WAL, more than `postgres.wal-limit` (%s)"
            .formatted(config.slot(), shown(wal.retained()), shown(config.walLimit().bytes()));
    String application = PostgresConnections.applicationName(config);
    boolean gone = false;
    // its reader takes a moment to end, and the job another to read again
    for (int attempt = 0; attempt < ATTEMPTS && !gone; attempt++) {
      ReplicationSlots.endReader(connection, config.slot(), application);
      gone = ReplicationSlots.dropIfIdle(connection, config.slot());
      if (!gone) {
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
    if (!gone) {
      String refused = kept + ", and somebody else reads it, so it is not dropped.";
      LOG.error("{}", refused);
      return refused;
    }
    String dropped =
        kept
            + ", and `postgres.wal-guard: drop-slot` has dropped it. Changes that were not read yet"
            + " are lost; `postgres.on-lost-slot` decides how the job goes on.";
    LOG.error("{}", dropped);
    return dropped;
  }

  private static String shown(long bytes) {
    return new MemorySize(bytes).toHumanReadableString();
  }

  private static String shown(@Nullable Duration left) {
    long minutes = left == null ? 0 : left.toMinutes();
    return minutes < 1 ? "a minute" : minutes + " min";
  }
}
