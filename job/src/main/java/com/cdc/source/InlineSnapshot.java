package com.cdc.source;

import com.cdc.config.LandingConfig;
import com.cdc.config.PostgresConfig;
import com.cdc.event.ChangeBatch;
import com.cdc.event.TableId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the pending tables of a {@link SnapshotPlan} beside the stream, one chunk ahead on a thread
 * of its own, so that a snapshot that has to wait does not hold the stream up. Its other methods
 * are the stream task's.
 */
final class InlineSnapshot implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(InlineSnapshot.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** A chunk that was read and not yet emitted. */
  private record ReadChunk(KeyChunk chunk, List<ChangeBatch> rows) {}

  private final PostgresConfig config;
  private final LandingConfig landing;
  private final SnapshotReader reader;
  private final KeyChunkSplitter splitter;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread started = new Thread(task, "cdc-inline-snapshot");
            started.setDaemon(true);
            return started;
          });
  private SnapshotPlan plan;
  private long epoch;
  private @Nullable Future<ReadChunk> next;
  private long retryNanos = System.nanoTime();

  InlineSnapshot(
      PostgresConfig config,
      LandingConfig landing,
      SnapshotReader reader,
      SnapshotPlan plan,
      long epoch) {
    this.config = config;
    this.landing = landing;
    this.reader = reader;
    this.splitter = new KeyChunkSplitter(config);
    this.plan = plan;
    this.epoch = epoch;
  }

  /** What is read and what is pending, without the chunk that was read ahead. */
  SnapshotPlan plan() {
    return plan;
  }

  /** Reads a table anew. */
  void request(TableId table) {
    LOG.info("Snapshot requested table={}", table);
    plan = plan.with(table);
  }

  /** Drops what was read ahead and begins with another plan in another epoch. */
  void restart(SnapshotPlan anew, long newEpoch) {
    Future<ReadChunk> dropped = next;
    if (dropped != null) {
      dropped.cancel(true);
      next = null;
    }
    reader.abort();
    plan = anew;
    epoch = newEpoch;
  }

  /** Whether {@link #poll} will give a chunk; starts to read one if none is being read. */
  boolean isReady() {
    Future<ReadChunk> ready = next;
    if (ready == null && !plan.pending().isEmpty() && System.nanoTime() - retryNanos >= 0) {
      SnapshotPlan now = plan;
      long in = epoch;
      next = thread.submit(() -> read(now, in));
    }
    return ready != null && ready.isDone();
  }

  /**
   * The rows of the next chunk, to be emitted together with the {@link #plan} of this moment; null
   * if none is ready. Never waits.
   */
  @Nullable List<ChangeBatch> poll() throws InterruptedException {
    Future<ReadChunk> ready = next;
    if (!isReady() || ready == null) {
      return null;
    }
    next = null;
    try {
      ReadChunk chunk = ready.get();
      plan = plan.after(chunk.chunk());
      if (plan.pending().isEmpty()) {
        LOG.info("Snapshot beside the stream finished");
      }
      return chunk.rows();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StopException stop) {
        throw stop;
      }
      LOG.warn("Snapshot chunk failed, reading it again in={}", RETRY, e.getCause());
      retryNanos = System.nanoTime() + RETRY.toNanos();
      return null;
    }
  }

  private ReadChunk read(SnapshotPlan now, long in) throws SQLException {
    TableId table = now.pending().get(0);
    if (now.nextChunk() == 0) {
      reader.abort(); // not the snapshot of an earlier reading: its rows stand at that one's point
    }
    try (SnapshotReader.Lease lease = reader.lease(config)) {
      KeyChunk chunk = splitter.cut(table, now.nextChunk(), now.nextFrom());
      List<ChangeBatch> rows = new ArrayList<>();
      if (chunk.number() == 0
          && now.added().contains(table)
          && LandingGuard.holdsData(landing, table)) {
        // just before the snapshot: what landed while the table was covered before is out of date
        rows.add(
            Markers.truncate(
                table, in, lease.session().consistentPoint() - 1, lease.session().timeMillis()));
      }
      rows.addAll(ChunkReader.read(config, lease.session(), chunk, in));
      lease.succeeded();
      return new ReadChunk(chunk, rows);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    reader.abort();
    try {
      splitter.close();
    } catch (SQLException e) {
      LOG.warn("The splitter's connection did not close", e);
    }
  }
}
