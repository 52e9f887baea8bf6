package com.cdc.demo;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Random changes of the warehouse over several connections, in transactions of one and of many
 * rows, some of which are rolled back.
 */
final class Workload implements AutoCloseable {

  private static final int SESSIONS = 3;

  private final int rows;
  private final int changes;
  private final long seed;
  private final AtomicLong committed = new AtomicLong();
  private final List<Future<?>> running = new ArrayList<>();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          SESSIONS,
          task -> {
            Thread thread = new Thread(task, "demo-workload");
            thread.setDaemon(true);
            return thread;
          });

  /** On a warehouse of so many items as created, to commit exactly so many changes. */
  Workload(int rows, int changes, long seed) {
    this.rows = rows;
    this.changes = changes;
    this.seed = seed;
  }

  /** Begins; each session opens a connection of its own. */
  void start(Callable<Connection> connections) {
    for (int i = 0; i < SESSIONS; i++) {
      WorkloadSession session = new WorkloadSession(seed, i, SESSIONS, rows);
      int share = changes / SESSIONS + (i < changes % SESSIONS ? 1 : 0);
      running.add(
          threads.submit(
              () -> {
                try (Connection connection = connections.call()) {
                  session.run(connection, share, committed);
                }
                return null;
              }));
    }
  }

  /** Changed rows committed so far. */
  long committed() {
    return committed.get();
  }

  /** Whether all is committed; throws what stopped a session. */
  boolean isDone() throws ExecutionException, InterruptedException {
    boolean done = true;
    for (Future<?> session : running) {
      if (session.isDone()) {
        session.get();
      } else {
        done = false;
      }
    }
    return done;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
