package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.postgres.TableStamp;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

  /**
   * A chunk that was read and not yet emitted.
   *
   * @param stamp what the catalogue said of the table then; {@link TableStamp#NONE} if it is gone
   */
  record ReadChunk(KeyChunk chunk, long consistentPoint, TableStamp stamp, SpooledChunk rows) {}

  private final PostgresConfig config;
  private final ShapeFactory shapes;
  private final SnapshotReader reader;
  private final KeyChunkSplitter splitter;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread started = new Thread(task, "cdc-inline-snapshot");
            started.setDaemon(true);
            return started;
          });
  private final StreamMeters meters;
  private SnapshotPlan plan;
  private long epoch;
  private @Nullable CompletableFuture<ReadChunk> next;
  private @Nullable SpooledChunk waiting;
  private long retryNanos = System.nanoTime();

  InlineSnapshot(
      PostgresConfig config,
      ShapeFactory shapes,
      SnapshotReader reader,
      SnapshotPlan plan,
      long epoch,
      StreamMeters meters) {
    this.meters = meters;
    this.config = config;
    this.shapes = shapes;
    this.reader = reader;
    this.splitter = new KeyChunkSplitter(config);
    this.plan = plan;
    this.epoch = epoch;
  }

  /** What is read and what is pending, without the chunk that was read ahead. */
  SnapshotPlan plan() {
    return plan;
  }

  /** A message in the log, which may ask for a table to be read anew. */
  void message(String prefix, String content) {
    TableId table = ResnapshotRequest.parse(config, prefix, content);
    if (table != null) {
      LOG.info("Snapshot requested table={}", table);
      renew(table);
    }
  }

  /** Reads a table anew; what landed of it before is out of date. */
  void renew(TableId table) {
    if (plan.isBeingRead(table)) {
      drop(); // its snapshot may be older than this
    }
    plan = plan.renewing(table);
  }

  /**
   * A row moved to another key without its unchanged values; its table may have to be read anew.
   */
  void moved(TableId table, long commitLsn) {
    if (!plan.isInNoChunk(table, commitLsn)) {
      plan = plan.afterMove(table, commitLsn);
      return;
    }
    warnOfLoss(table);
    if (plan.isBeingRead(table)) {
      drop();
    }
    plan = plan.readingAnew(table);
  }

  private static void warnOfLoss(TableId table) {
    LOG.warn(
        "Reading a table anew: its chunks are of different snapshots, and a row changed its key"
            + " between them, which sends no unchanged values table={}",
        table);
  }

  /** The stream has read all that commits before an LSN. */
  void streamed(long lsn) {
    plan = plan.afterStreaming(lsn);
  }

  /** Drops what was read ahead and begins with another plan in another epoch. */
  void restart(SnapshotPlan anew, long newEpoch) {
    drop();
    plan = anew;
    epoch = newEpoch;
  }

  /** Ends what is being read, and gives it free whenever that has happened. */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
  private void drop() {
    CompletableFuture<ReadChunk> dropped = next;
    next = null;
    reader.abort();
    if (dropped != null) {
      dropped.thenAccept(chunk -> chunk.rows().close());
    }
  }

  /**
   * Whether {@link #poll} will give a chunk; starts to read one if none is being read. Two chunks
   * exist at a time at the most: one waits for its emission, one is being read.
   */
  boolean isReady() {
    CompletableFuture<ReadChunk> ready = next;
    if (ready == null && !plan.pending().isEmpty() && System.nanoTime() - retryNanos >= 0) {
      SnapshotPlan now = plan;
      long in = epoch;
      next = CompletableFuture.supplyAsync(() -> read(now, in), thread);
    }
    return ready != null && ready.isDone() && (waiting == null || waiting.isClosed());
  }

  /**
   * The next chunk, to be emitted together with the {@link #plan} of this moment; null if none is
   * ready. Never waits.
   */
  @Nullable ReadChunk poll() throws InterruptedException {
    CompletableFuture<ReadChunk> ready = next;
    if (!isReady() || ready == null) {
      return null;
    }
    next = null;
    try {
      ReadChunk chunk = ready.get();
      plan = plan.after(chunk.chunk(), chunk.consistentPoint());
      if (plan.nextChunk() == 0 && plan.isBeingRead(chunk.chunk().table())) {
        warnOfLoss(chunk.chunk().table());
      }
      reader.progress().read(chunk.chunk().table(), chunk.rows().rows());
      if (plan.pending().isEmpty()) {
        reader.progress().end();
        reader.abort(); // its locks would keep the next ALTER TABLE waiting
      }
      waiting = chunk.rows();
      return chunk;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KeyChangedException) {
        LOG.info(
            "Reading a table anew: its key was replaced meanwhile table={}", plan.pending().get(0));
        reader.abort();
        plan = plan.readingAnew(plan.pending().get(0));
        return null;
      }
      if (e.getCause() instanceof StopException stop) {
        throw stop;
      }
      meters.chunkFailed();
      LOG.warn("Snapshot chunk failed, reading it again in={}", RETRY, e.getCause());
      retryNanos = System.nanoTime() + RETRY.toNanos();
      return null;
    }
  }

  private ReadChunk read(SnapshotPlan now, long in) {
    if (now.nextChunk() == 0) {
      reader.abort(); // not the snapshot of an earlier reading: its rows stand at that one's point
    }
    TableId table = now.pending().get(0);
    KeyChunk chunk = cut(table, now);
    SpooledChunk rows = reader.spool();
    try (SnapshotReader.Lease lease = reader.lease(config)) {
      SnapshotSession session = lease.session();
      if (!session.has(table)) {
        lease.succeeded();
        return new ReadChunk(
            new KeyChunk(table, chunk.number(), chunk.from(), null),
            session.consistentPoint(),
            TableStamp.NONE,
            rows);
      }
      if (chunk.number() == 0 || !reader.progress().isRunning()) {
        expect(now, chunk, session);
      }
      ChunkReader.read(config, session, chunk, shapes, in, rows);
      if (chunk.to() == null && now.added().contains(table)) {
        rows.add(Markers.truncate(table, in, before(now, session), session.timeMillis()));
      }
      lease.succeeded();
      return new ReadChunk(chunk, session.consistentPoint(), session.stamp(table), rows);
    } catch (SQLException e) {
      rows.close();
      throw new CompletionException(e);
    } catch (RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  /**
   * Just before the first snapshot of the reading. The marker comes with the last chunk, so that
   * what landed earlier is out of date only once all is there to replace it.
   */
  private static long before(SnapshotPlan now, SnapshotSession session) {
    long first = now.firstPoint();
    long last = session.consistentPoint();
    return (first == 0 || Long.compareUnsigned(last, first) < 0 ? last : first) - 1;
  }

  /**
   * On a connection of its own, so not while the snapshot is leased, which then could not end: it
   * waits behind a TRUNCATE that waits for the snapshot's lock.
   */
  private KeyChunk cut(TableId table, SnapshotPlan now) {
    try {
      return splitter.cut(table, now.nextChunk(), now.nextFrom());
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  /** Pending tables are read one after the other, as one snapshot. */
  private void expect(SnapshotPlan now, KeyChunk first, SnapshotSession session) {
    SnapshotProgress progress = reader.progress();
    if (!progress.isRunning()) {
      progress.begin();
      now.pending().stream()
          .filter(session::has)
          .forEach(table -> progress.expect(session.table(table)));
    } else {
      progress.expect(session.table(first.table()));
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    drop();
    try {
      splitter.close();
    } catch (SQLException e) {
      LOG.warn("The splitter's connection did not close", e);
    }
  }
}
