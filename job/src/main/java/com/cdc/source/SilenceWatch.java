package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.postgres.Backend;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.PostgresException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the server, when nothing was heard on a connection for long, whether its end of it still
 * works for us, and breaks the connection if not. A server that waits for other transactions, or
 * has no changes to send, is silent too; so is a network that drops packets without a word, for
 * ever if a proxy keeps our end of it alive. The server then either has forgotten the connection or
 * takes its answer for sent, and waits for us to go on. On a thread of its own: the one that reads
 * may be waiting for the rest of a message.
 */
final class SilenceWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SilenceWatch.class);

  /** Something that is asked of the server. */
  @FunctionalInterface
  interface Question<T> {

    T ask() throws SQLException;
  }

  private static final int LOOKS_PER_SILENCE = 4;

  private final PostgresConfig config;
  private final Connection connection;
  private final Backend backend;
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
  private boolean suspected;

  private SilenceWatch(
      PostgresConfig config, Connection connection, LongSupplier heard, Duration silence)
      throws SQLException {
    this.config = config;
    this.connection = connection;
    this.heard = heard;
    backend = Backend.of(connection);
    connection.setNetworkTimeout(Runnable::run, 0);
    lastHeard = heard.getAsLong();
    silenceNanos = silence.toNanos();
    long every = silenceNanos / LOOKS_PER_SILENCE;
    looks = thread.scheduleWithFixedDelay(this::look, every, every, TimeUnit.NANOSECONDS);
  }

  /**
   * Watches a connection until it is closed. It may wait without end from now on.
   *
   * @param heard a number that changes with whatever comes from the server, and always while
   *     nothing is being asked of it
   * @param silence how long that may stay the same before it is looked into
   */
  static SilenceWatch start(
      PostgresConfig config, Connection connection, LongSupplier heard, Duration silence)
      throws SQLException {
    return new SilenceWatch(config, connection, heard, silence);
  }

  /** Waits for one answer that the server may take long for. */
  static <T> T whileAsking(PostgresConfig config, Connection connection, Question<T> question)
      throws SQLException {
    int timeout = connection.getNetworkTimeout();
    try (SilenceWatch watch = start(config, connection, () -> 0, config.connectTimeout())) {
      return question.ask();
    } finally {
      if (!connection.isClosed()) {
        connection.setNetworkTimeout(Runnable::run, timeout);
      }
    }
  }

  private void look() {
    long now = heard.getAsLong();
    if (now != lastHeard) {
      lastHeard = now;
      lastNanos = System.nanoTime();
      suspected = false;
    } else if (System.nanoTime() - lastNanos > silenceNanos) {
      ask();
    }
  }

  private void ask() {
    try (Connection questions = PostgresConnections.openForQuestions(config)) {
      if (backend.isWorking(questions)) {
        lastNanos = System.nanoTime();
        suspected = false;
      } else if (!suspected) { // its answer may be on its way
        suspected = true;
      } else {
        LOG.warn(
            "The network has dropped a connection without a word: the server does not work for it"
                + " any more slot={} pid={}",
            config.slot(),
            backend.pid());
        connection.abort(Runnable::run);
        // it would keep its snapshot and its slot until TCP notices, which may take hours
        backend.terminate(questions);
        looks.cancel(false);
      }
    } catch (SQLException | PostgresException e) {
      // unreachable for this, too: when it can be asked again, it will be
      LOG.debug("Cannot ask whether the connection is served slot={}", config.slot(), e);
    }
  }

  @Override
  public void close() {
    looks.cancel(true);
    thread.shutdownNow();
  }
}
