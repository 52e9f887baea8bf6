package com.cdc.demo;

import com.cdc.embedded.EmbeddedFlink;
import com.cdc.event.Operation;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Runs the workload beside the pipeline and waits until all of it has landed.
 *
 * @param snapshotRows rows that existed before the pipeline started
 * @param changes rows that the workload changes
 */
record Catchup(
    EmbeddedFlink flink, LandedFiles landed, Workload workload, long snapshotRows, long changes) {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Returns once everything has landed; throws if the pipeline ends or nothing moves any more. */
  void await(Callable<Connection> connections, Progress progress) throws Exception {
    boolean started = false;
    long moved = -1;
    long movedAt = System.nanoTime();
    try (Connection connection = connections.call()) {
      while (!started || !workload.isDone() || !isLanded()) {
        requireRunning();
        long lag = DemoDatabase.slotLag(connection);
        if (!started && lag >= 0) {
          // from its slot's consistent point on every change lands: the count must be exact
          workload.start(connections);
          started = true;
        }
        landed.refresh();
        progress.show(landed.rows(), snapshotRows + changes, lag, state(started));
        if (landed.rows() + workload.committed() != moved) {
          moved = landed.rows() + workload.committed();
          movedAt = System.nanoTime();
        } else if (System.nanoTime() - movedAt > PATIENCE.toNanos()) {
          throw new IllegalStateException(
              "Nothing has landed for %d s: %s".formatted(PATIENCE.toSeconds(), state(started)));
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    } finally {
      progress.end();
    }
  }

  /** A row that was deleted before the snapshot read it lands as its delete only. */
  private boolean isLanded() {
    return landed.changes() >= changes
        && landed.count(Operation.READ) >= snapshotRows - landed.count(Operation.DELETE);
  }

  private String state(boolean started) {
    if (!started) {
      return "waiting for the replication slot";
    }
    return landed.count(Operation.READ) == 0 && snapshotRows > 0
        ? "snapshot, %,d changes committed".formatted(workload.committed())
        : "%,d of %,d changes landed".formatted(landed.changes(), changes);
  }

  private void requireRunning() throws Exception {
    if (flink.terminated().isDone()) {
      flink.terminated().get();
      throw new IllegalStateException("The pipeline ended before everything had landed");
    }
  }
}
