package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.event.ChangeBatch;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.lease.Drain;
import io.debezium.pipeline.DataChangeEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.postgres.source.config.PostgresSourceConfig;
import org.apache.flink.cdc.connectors.postgres.source.offset.PostgresOffset;

/** The stream's task on its thread, with a queue that nobody empties but {@link #take}. */
final class RunningStream implements AutoCloseable {

  private final PgOutputStreamTask task;
  private final EmissionQueue queue;
  private final CompletableFuture<Void> ended;
  private final Queue<ChangeBatch> taken = new ArrayDeque<>();

  private RunningStream(PgOutputStreamTask task, EmissionQueue queue) {
    this.task = task;
    this.queue = queue;
    ended =
        CompletableFuture.runAsync(
            () -> {
              try {
                task.execute(queue);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  /** Starts it on an existing slot, for a job that has just read the snapshot. */
  static RunningStream start(PostgresConfig config, long from) {
    return start(config, from, RecordFormat.DEFAULT);
  }

  /** The same with values in these forms. */
  static RunningStream start(PostgresConfig config, long from, RecordFormat format) {
    PostgresSourceConfig frame = SlotSource.frame(config, 1).create(0);
    SlotDialect dialect =
        new SlotDialect(frame, config, format, Map.of(), new Drain("never"), Duration.ZERO);
    List<TableId> tables = config.tables();
    StreamState start = StreamState.notStarted(1, from);
    StreamSplit split =
        new StreamSplit(
            StreamSplit.STREAM_SPLIT_ID,
            StreamOffset.of(
                new StreamState(
                    start.position(), SnapshotPlan.complete(tables), null, KnownTables.NONE)),
            PostgresOffset.NO_STOPPING_OFFSET,
            List.of(),
            Map.of(),
            0);
    return new RunningStream(
        (PgOutputStreamTask) dialect.createFetchTask(split),
        (EmissionQueue) dialect.createFetchTaskContext(frame));
  }

  /** Whether the queue is full, so that the task must wait. */
  boolean isBlocked() {
    requireRunning();
    return queue.isFull();
  }

  /** How many emissions wait to be taken. */
  int waitingEmissions() {
    return queue.getQueue().totalCapacity() - queue.getQueue().remainingCapacity();
  }

  /** The next batch of rows; waits for it. */
  ChangeBatch take() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (taken.isEmpty()) {
      requireRunning();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("No batch within a minute");
      }
      for (DataChangeEvent event : queue.getQueue().poll()) {
        Emission emission = (Emission) event.getRecord();
        taken.addAll(emission.batches());
        taken.removeIf(batch -> batch.schemaVersion || batch.progress);
        emission.emitted();
      }
    }
    return taken.remove();
  }

  /** All batches up to those that arrive together with one of the table; waits for it. */
  List<ChangeBatch> takeUntil(TableId last) throws Exception {
    List<ChangeBatch> batches = new ArrayList<>();
    do {
      batches.add(take());
      batches.addAll(taken);
      taken.clear();
    } while (batches.stream().noneMatch(batch -> batch.tableId().equals(last)));
    return batches;
  }

  /** Waits for the task to fail, and says why it did. */
  Throwable awaitEnd() throws Exception {
    try {
      ended.get(60, TimeUnit.SECONDS);
      throw new IllegalStateException("The task has ended without a failure");
    } catch (ExecutionException e) {
      return e.getCause();
    } finally {
      task.close();
    }
  }

  private void requireRunning() {
    if (ended.isDone()) {
      ended.join();
      throw new IllegalStateException("The task has ended");
    }
  }

  @Override
  public void close() {
    task.close();
    ended.orTimeout(30, TimeUnit.SECONDS).join();
  }
}
