package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.postgres.PostgresConnections;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one {@link SnapshotSession} from chunk to chunk of a reader and ends it soon after the
 * last: an open snapshot holds vacuum back. The frame asks for chunks one by one and does not say
 * which is the last, so the session ends when none has come for a while: a few seconds, or as long
 * as it waited for other transactions to begin. A later chunk opens another, whose rows are stamped
 * with its own point. Knows the chunks that were read and not yet emitted, to give them free in the
 * end. Thread-safe; one chunk is read at a time.
 */
final class SnapshotReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotReader.class);
  private static final Duration IDLE = Duration.ofSeconds(3);
  private static final Duration LONGEST_IDLE = Duration.ofMinutes(1);

  /** Each waits for the transactions that are in the way, so few are needed. */
  private static final int ATTEMPTS = 30;

  private final ScheduledThreadPoolExecutor timer;
  private @Nullable Connection connection;
  private @Nullable SilenceWatch watch;
  private @Nullable SnapshotSession session;
  private @Nullable ScheduledFuture<?> ending;
  private Duration idle = IDLE;
  private volatile boolean leased;
  private final Set<SpooledChunk> spooled = new HashSet<>();
  private final SnapshotProgress progress = new SnapshotProgress();
  private boolean closed;

  SnapshotReader() {
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "cdc-snapshot-idle");
              thread.setDaemon(true);
              return thread;
            });
    // most of a reader's life comes after its last chunk
    timer.setKeepAliveTime(2 * IDLE.toMillis(), TimeUnit.MILLISECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /** How far a snapshot beside the stream is. */
  SnapshotProgress progress() {
    return progress;
  }

  /** An empty chunk, which is closed with this reader if nobody closes it before. */
  synchronized SpooledChunk spool() {
    if (closed) {
      throw new IllegalStateException("This reader has ended");
    }
    SpooledChunk chunk =
        new SpooledChunk(Path.of(System.getProperty("java.io.tmpdir", "")), this::forget);
    spooled.add(chunk);
    return chunk;
  }

  private synchronized void forget(SpooledChunk chunk) {
    spooled.remove(chunk);
  }

  /**
   * The session for one chunk; close the lease when the chunk is read. Waits while other
   * transactions hold the snapshot up, until {@link #abort}.
   */
  Lease lease(PostgresConfig config) throws SQLException {
    SnapshotSession current = begin();
    try {
      return new Lease(current == null ? open(config) : current);
    } catch (SQLException | RuntimeException e) {
      release(false);
      throw e;
    }
  }

  private SnapshotSession open(PostgresConfig config) throws SQLException {
    long begin = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      Connection opened = PostgresConnections.openReplication(config);
      connected(opened);
      try {
        watch(config, opened);
        SnapshotSession taken = SnapshotSession.begin(config, opened);
        opened(taken, Duration.ofNanos(System.nanoTime() - begin));
        return taken;
      } catch (SQLException e) {
        opened.close();
        if (!SnapshotSession.isWorthAnotherAttempt(e) || attempt == ATTEMPTS) {
          throw e;
        }
        LOG.info(
            "Taking the snapshot again attempt={} cause={}{}", attempt, e.getMessage(), advice(e));
      }
    }
  }

  /**
   * PostgreSQL keeps what began since the oldest open transaction and has not committed, savepoints
   * too, in an array of a fixed size (SnapBuildInitialSnapshot: "initial slot snapshot too large").
   */
  private static String advice(SQLException failure) {
    return failure instanceof PSQLException
            && SnapshotSession.RETRY_STATE.equals(failure.getSQLState())
        ? " advice: transactions are open for long while many others or their savepoints are rolled"
            + " back; it succeeds in a quieter moment. End the long ones, or raise max_connections"
        : "";
  }

  private synchronized @Nullable SnapshotSession begin() {
    leased = true;
    ScheduledFuture<?> scheduled = ending;
    if (scheduled != null) {
      scheduled.cancel(false);
      ending = null;
    }
    return session;
  }

  private synchronized void connected(Connection opened) {
    endWatch();
    connection = opened;
  }

  /** Between chunks nothing is asked of the server, and silence means nothing. */
  private void watch(PostgresConfig config, Connection opened) throws SQLException {
    LongSupplier received = PostgresConnections.received(opened);
    watching(
        opened,
        SilenceWatch.start(
            config,
            opened,
            () -> leased ? received.getAsLong() : System.nanoTime(),
            config.connectTimeout()));
  }

  private synchronized void watching(Connection opened, SilenceWatch started) {
    if (connection == opened) {
      watch = started;
    } else { // aborted meanwhile
      started.close();
    }
  }

  private void endWatch() {
    SilenceWatch ended = watch;
    watch = null;
    if (ended != null) {
      ended.close();
    }
  }

  /** Where transactions are long, the next session would have to wait for them again. */
  private synchronized void opened(SnapshotSession current, Duration waited) {
    session = current;
    idle = waited.compareTo(IDLE) < 0 ? IDLE : waited;
    idle = idle.compareTo(LONGEST_IDLE) < 0 ? idle : LONGEST_IDLE;
  }

  private synchronized void release(boolean intact) {
    leased = false;
    if (intact && session != null && !closed) {
      ending = timer.schedule(this::endIfIdle, idle.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      abort();
    }
  }

  private synchronized void endIfIdle() {
    if (!leased) {
      abort();
    }
  }

  /** Ends the session at once, also while it is being opened or read; it may be leased again. */
  synchronized void abort() {
    Connection ended = connection;
    connection = null;
    session = null;
    endWatch();
    if (ended != null) {
      try {
        // a close would wait for what the server is doing, and the server does not look at a closed
        // socket while it waits for other transactions
        ended.unwrap(PGConnection.class).cancelQuery();
        ended.abort(Runnable::run);
        LOG.info("Snapshot ended");
      } catch (SQLException e) {
        LOG.warn("The snapshot's connection did not close cleanly", e);
      }
    }
  }

  /** Ends the session and gives free what was read and not emitted. */
  @Override
  public void close() {
    timer.shutdownNow();
    abort();
    left().forEach(SpooledChunk::close);
  }

  private synchronized List<SpooledChunk> left() {
    closed = true;
    return List.copyOf(spooled);
  }

  /** The right to use the session for one chunk. */
  final class Lease implements AutoCloseable {

    private final SnapshotSession session;
    private boolean intact;

    private Lease(SnapshotSession session) {
      this.session = session;
    }

    SnapshotSession session() {
      return session;
    }

    /** The chunk was read to its end, so the session can serve the next. */
    void succeeded() {
      intact = true;
    }

    @Override
    public void close() {
      release(intact);
    }
  }
}
