package com.cdc.source;

import com.cdc.event.TableId;
import com.cdc.metrics.Meters;
import com.cdc.metrics.MetricName;
import com.cdc.postgres.CapturedTable;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far a snapshot is: a line in the log now and then, and metrics. Thread-safe. */
final class SnapshotProgress {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotProgress.class);
  private static final long LOG_NANOS = Duration.ofSeconds(10).toNanos();
  private static final double NANOS_PER_SECOND = 1e9;

  private final Map<TableId, Long> left = new HashMap<>();
  private final Map<TableId, Long> rowsRead = new HashMap<>();
  private final Set<TableId> tables = new HashSet<>();
  private @Nullable Meters meters;
  private String source = "";
  private long chunks;
  private long rows;
  private long rowsBefore;
  private boolean running;
  private long startedNanos;
  private long endedNanos;
  private long loggedNanos;

  /** Puts the metrics among those of whoever reads the snapshot; once. */
  synchronized void register(Meters owner, String sourceName) {
    meters = owner;
    source = sourceName;
    owner.gauge(MetricName.SNAPSHOT_CHUNKS, this::chunks, source);
    owner.gauge(MetricName.SNAPSHOT_ROWS_PER_SECOND, this::rowsPerSecond, source);
    owner.gauge(MetricName.SNAPSHOT_SECONDS_LEFT, this::secondsLeft, source);
  }

  private void registerTable(TableId table) {
    if (meters != null && tables.add(table)) {
      meters.gauge(MetricName.SNAPSHOT_ROWS, () -> rowsOf(table), source, table.toString());
      meters.gauge(MetricName.SNAPSHOT_ROWS_LEFT, () -> leftOf(table), source, table.toString());
    }
  }

  /** A snapshot begins, or goes on in this process. */
  synchronized void begin() {
    left.clear();
    rowsRead.clear();
    chunks = 0;
    rows = 0;
    rowsBefore = 0;
    running = true;
    startedNanos = System.nanoTime();
    loggedNanos = startedNanos;
  }

  synchronized boolean isRunning() {
    return running;
  }

  /** This table is to be read, from its beginning. */
  synchronized void expect(CapturedTable table) {
    long estimate =
        table.estimatedRows() >= 0
            ? table.estimatedRows()
            : table.estimatedBytes() / table.averageRowBytes();
    left.put(table.id(), estimate);
    rowsRead.putIfAbsent(table.id(), 0L);
    registerTable(table.id());
  }

  /** A chunk of the table was read. */
  synchronized void read(TableId table, long chunkRows) {
    add(table, 1, chunkRows);
    logNowAndThen();
  }

  /** A chunk of the table was read by an earlier process. */
  synchronized void readBefore(TableId table, long chunkRows) {
    add(table, 1, chunkRows);
    rowsBefore += chunkRows;
  }

  /** A chunk that was read has to be read again. */
  synchronized void lost(TableId table, long chunkRows) {
    add(table, -1, -chunkRows);
    running = true;
  }

  private void add(TableId table, int chunksMore, long rowsMore) {
    chunks += chunksMore;
    rows += rowsMore;
    rowsRead.merge(table, rowsMore, Long::sum);
    registerTable(table);
    left.computeIfPresent(table, (same, estimate) -> estimate - rowsMore);
  }

  /** To be called from time to time, for when chunks are large. */
  synchronized void logNowAndThen() {
    if (running && System.nanoTime() - loggedNanos >= LOG_NANOS) {
      loggedNanos = System.nanoTime();
      LOG.info(
          "Snapshot goes on chunks={} rows={} rowsPerSecond={} rowsLeft={} secondsLeft={}",
          chunks,
          rows,
          rowsPerSecond(),
          rowsLeft(),
          secondsLeft());
    }
  }

  /** All chunks were read; does nothing if none were expected. */
  synchronized void end() {
    if (running) {
      running = false;
      endedNanos = System.nanoTime();
      left.clear();
      LOG.info(
          "Snapshot was read chunks={} rows={} seconds={} rowsPerSecond={}",
          chunks,
          rows,
          Math.round(seconds()),
          rowsPerSecond());
    }
  }

  private synchronized long chunks() {
    return chunks;
  }

  private synchronized long rowsOf(TableId table) {
    return rowsRead.getOrDefault(table, 0L);
  }

  private synchronized long leftOf(TableId table) {
    return Math.max(0, left.getOrDefault(table, 0L));
  }

  private synchronized long rowsPerSecond() {
    double seconds = seconds();
    return seconds > 0 ? Math.round((rows - rowsBefore) / seconds) : 0;
  }

  private synchronized long rowsLeft() {
    return left.values().stream().mapToLong(estimate -> Math.max(0, estimate)).sum();
  }

  private synchronized long secondsLeft() {
    long remaining = rowsLeft();
    long perSecond = rowsPerSecond();
    if (remaining == 0) {
      return 0;
    }
    return perSecond == 0 ? -1 : remaining / perSecond;
  }

  private double seconds() {
    return ((running ? System.nanoTime() : endedNanos) - startedNanos) / NANOS_PER_SECOND;
  }
}
