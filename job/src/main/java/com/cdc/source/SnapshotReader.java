package com.cdc.source;

import com.cdc.config.PostgresConfig;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one {@link SnapshotSession} from chunk to chunk of a reader and ends it soon after the
 * last: an open snapshot holds vacuum back. The frame asks for chunks one by one and does not say
 * which is the last, so the session ends when none has come for a while; a later chunk opens
 * another, whose rows are stamped with its own point.
 */
final class SnapshotReader {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotReader.class);
  private static final Duration IDLE = Duration.ofSeconds(3);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "cdc-snapshot-idle");
            thread.setDaemon(true);
            return thread;
          });

  private @Nullable SnapshotSession session;
  private @Nullable ScheduledFuture<?> ending;
  private boolean leased;

  /** The session for one chunk; close the lease when the chunk is read. */
  synchronized Lease lease(PostgresConfig config) throws SQLException {
    if (ending != null) {
      ending.cancel(false);
      ending = null;
    }
    SnapshotSession current = session;
    if (current == null) {
      current = SnapshotSession.open(config);
      session = current;
    }
    leased = true;
    return new Lease(current);
  }

  private synchronized void release(boolean intact) {
    leased = false;
    if (intact) {
      ending = timer.schedule(this::endIfIdle, IDLE.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      end();
    }
  }

  private synchronized void endIfIdle() {
    if (!leased) {
      end();
    }
  }

  /** Ends the session at once; the reader may be leased again. */
  synchronized void end() {
    SnapshotSession ended = session;
    session = null;
    if (ended != null) {
      try {
        ended.close();
        LOG.info("Snapshot ended");
      } catch (SQLException e) {
        LOG.warn("The snapshot's connection did not close cleanly", e);
      }
    }
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
