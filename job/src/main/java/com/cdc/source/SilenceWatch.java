package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.PostgresException;
import com.cdc.postgres.ReplicationSlots;
import com.cdc.postgres.SlotInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the server still serves a stream's connection when nothing was heard of it for
 * long, and breaks the connection if not. An idle database is silent too, but a network that drops
 * packets without a word would otherwise be noticed by TCP alone, after a quarter of an hour. On a
 * thread of its own: the one that reads may be waiting for the rest of a message.
 */
final class SilenceWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SilenceWatch.class);

  private static final int LOOKS_PER_SILENCE = 4;

  private final PostgresConfig config;
  private final Connection connection;
  private final int pid;
  private final LongSupplier heard;
  private final long silenceNanos;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread started = new Thread(task, "cdc-silence-watch");
            started.setDaemon(true);
            return started;
          });
  private final ScheduledFuture<?> looks;
  private long lastHeard;
  private long lastNanos = System.nanoTime();

  private SilenceWatch(
      PostgresConfig config, Connection connection, LongSupplier heard, Duration silence)
      throws SQLException {
    this.config = config;
    this.connection = connection;
    this.heard = heard;
    pid = connection.unwrap(PGConnection.class).getBackendPID();
    silenceNanos = silence.toNanos();
    long every = silenceNanos / LOOKS_PER_SILENCE;
    looks = thread.scheduleWithFixedDelay(this::look, every, every, TimeUnit.NANOSECONDS);
  }

  /**
   * Watches a replication connection until it is closed.
   *
   * @param heard a number that changes with whatever comes from the server
   * @param silence how long that may stay the same before it is looked into
   */
  static SilenceWatch start(
      PostgresConfig config, Connection connection, LongSupplier heard, Duration silence)
      throws SQLException {
    return new SilenceWatch(config, connection, heard, silence);
  }

  private void look() {
    long now = heard.getAsLong();
    if (now != lastHeard) {
      lastHeard = now;
      lastNanos = System.nanoTime();
    } else if (System.nanoTime() - lastNanos > silenceNanos) {
      lastNanos = System.nanoTime();
      breakIfGivenUp();
    }
  }

  private void breakIfGivenUp() {
    try (Connection questions = PostgresConnections.openForQuestions(config)) {
      int serving =
          ReplicationSlots.find(questions, config.slot()).map(SlotInfo::activePid).orElse(0);
      if (serving != pid) {
        LOG.warn(
            "The server does not know the replication connection any more: the network dropped it"
                + " without a word slot={}",
            config.slot());
        connection.abort(Runnable::run);
      }
    } catch (SQLException | PostgresException e) {
      // unreachable for this, too: when it can be asked again, it will be
      LOG.debug("Cannot ask whether the stream is served slot={}", config.slot(), e);
    }
  }

  @Override
  public void close() {
    looks.cancel(true);
    thread.shutdownNow();
  }
}
