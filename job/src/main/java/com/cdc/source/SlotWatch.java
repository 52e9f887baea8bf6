package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.metrics.Meters;
import com.cdc.metrics.MetricName;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.PostgresException;
import com.cdc.postgres.SlotWal;
import com.cdc.postgres.WalForecast;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the slot every few seconds, also when nothing flows, on a connection of its own, which a
 * restart of the database ends and the next look opens again. Has the metrics of it, and lets
 * {@link SlotGuard} act. Thread-safe.
 */
final class SlotWatch {

  private static final Logger LOG = LoggerFactory.getLogger(SlotWatch.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final double NANOS_PER_SECOND = 1e9;

  private final PostgresConfig config;
  private final WalForecast forecast;
  private final SlotGuard guard;
  private @Nullable ScheduledExecutorService thread;
  private @Nullable Connection connection;
  private volatile @Nullable SlotWal last;

  /** Since when there was no answer; null if there is one. */
  private volatile @Nullable Long awayNanos;

  SlotWatch(PostgresConfig config) {
    this.config = config;
    forecast = new WalForecast(config.walLimit().bytes());
    guard = new SlotGuard(config);
  }

  /** Puts the metrics into a group; once. */
  void register(Meters meters) {
    String source = config.name();
    meters.gauge(MetricName.SLOT_WAL, this::retainedBytes, source);
    meters.gauge(MetricName.SLOT_LAG, () -> wal(SlotWal::lag), source);
    meters.gauge(MetricName.SLOT_STATUS, () -> wal(SlotWatch::status), source);
    meters.gauge(MetricName.SLOT_SAFE_WAL, this::bytesLeft, source);
    meters.gauge(MetricName.SLOT_SECONDS_LEFT, this::secondsLeft, source);
    meters.gauge(MetricName.WAL_RATE, this::bytesPerSecond, source);
    meters.gauge(MetricName.DATABASE_AWAY, this::awaySeconds, source);
  }

  /**
   * Looks from now on, in place of whoever did before.
   *
   * @return ends that, unless another has taken its place
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the looks end with their thread
  synchronized Runnable start() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread named = new Thread(task, "cdc-slot-watch");
              named.setDaemon(true);
              return named;
            });
    started.scheduleWithFixedDelay(this::look, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    end();
    thread = started;
    return () -> end(started);
  }

  private synchronized void end(ScheduledExecutorService which) {
    if (thread == which) {
      end();
    }
  }

  private void end() {
    ScheduledExecutorService ended = thread;
    thread = null;
    if (ended != null) {
      ended.execute(this::disconnect); // not before the look that is under way
      ended.shutdown();
    }
  }

  /** A look that reports failures as metrics. */
  void look() {
    try {
      lookOnce();
    } catch (SQLException | PostgresException e) {
      // the stream says so in the log
      LOG.debug("The slot cannot be looked at slot={}", config.slot(), e);
      if (awayNanos == null) {
        awayNanos = System.nanoTime();
      }
      disconnect();
    } catch (RuntimeException e) {
      LOG.warn("The slot cannot be looked at slot={}", config.slot(), e); // and go on looking
    }
  }

  /** One look, by the caller's thread. */
  void lookOnce() throws SQLException {
    Connection open = connect();
    SlotWal wal = SlotWal.of(open, config.slot());
    synchronized (this) {
      forecast.add(System.nanoTime(), wal);
    }
    last = wal;
    awayNanos = null;
    guard.look(open, wal, forecast);
  }

  private Connection connect() throws SQLException {
    Connection open = held();
    if (open == null) {
      open = PostgresConnections.openForQuestions(config);
      hold(open);
    }
    return open;
  }

  private synchronized @Nullable Connection held() {
    return connection;
  }

  private synchronized void hold(@Nullable Connection opened) {
    connection = opened;
  }

  private void disconnect() {
    Connection ended = held();
    hold(null);
    if (ended != null) {
      try {
        ended.close();
      } catch (SQLException e) {
        LOG.debug("The connection did not close cleanly", e);
      }
    }
  }

  double retainedBytes() {
    return wal(SlotWal::retained);
  }

  /** The gauge of what was seen last; 0 before. */
  private double wal(ToDoubleFunction<SlotWal> value) {
    SlotWal seen = last;
    return seen == null ? 0 : value.applyAsDouble(seen);
  }

  private static double status(SlotWal wal) {
    if (!wal.exists()) {
      return 4;
    }
    String status = wal.status();
    return switch (status == null ? "" : status) {
      case "extended" -> 1;
      case "unreserved" -> 2;
      case "lost" -> 3;
      default -> 0;
    };
  }

  private synchronized double bytesLeft() {
    return forecast.bytesLeft();
  }

  private synchronized double bytesPerSecond() {
    return forecast.bytesPerSecond();
  }

  private synchronized double secondsLeft() {
    Duration left = forecast.timeLeft();
    return left == null ? -1 : left.toSeconds();
  }

  double awaySeconds() {
    Long since = awayNanos;
    return since == null ? 0 : (System.nanoTime() - since) / NANOS_PER_SECOND;
  }
}
