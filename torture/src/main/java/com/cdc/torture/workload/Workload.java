package com.cdc.torture.workload;

import com.cdc.torture.server.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sessions that change the audited tables until they are stopped. Each draws from its own numbers,
 * by the seed. Bulk loads are not held to the number of changes a second.
 */
public final class Workload {

  private static final int SMALL_SESSIONS = 4;
  private static final int LONG_SESSIONS = 2;
  private static final long STOP_SECONDS = 120;

  private final Counts counts = new Counts();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<Session> sessions = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private Workload(Database database, long seed, int changesPerSecond, Load load) {
    Pace pace = new Pace(changesPerSecond);
    for (int i = 0; i < SMALL_SESSIONS; i++) {
      sessions.add(new SmallTransactions(database, seed * 100 + i, counts, stop, pace));
    }
    for (int i = 0; i < LONG_SESSIONS; i++) {
      sessions.add(new LongTransactions(database, seed * 100 + 60 + i, counts, stop, load));
    }
    sessions.add(new PreparedTransactions(database, seed * 100 + 51, counts, stop));
    sessions.add(new BulkLoads(database, seed * 100 + 52, counts, stop, load));
    sessions.add(new TableShapes(database, seed * 100 + 53, counts, stop));
  }

  /**
   * Starts all sessions. What commits before the job's slot exists never lands: start the job
   * first.
   *
   * @param changesPerSecond of all small transactions together; 0 is as fast as it goes
   */
  public static Workload start(Database database, long seed, int changesPerSecond, Load load) {
    Workload workload = new Workload(database, seed, changesPerSecond, load);
    for (Session session : workload.sessions) {
      Thread thread = new Thread(session, session.getClass().getSimpleName());
      thread.setDaemon(true);
      thread.start();
      workload.threads.add(thread);
    }
    return workload;
  }

  /** What has been done until now, by kind. */
  public Map<String, Long> counts() {
    return counts.byKind();
  }

  /**
   * Ends all sessions between transactions, with nothing left prepared. The server must be up, or
   * come up soon.
   *
   * @throws IllegalStateException if a session failed for another reason than an outage, or the
   *     server is not back in time
   */
  public void stop() throws InterruptedException {
    stop.countDown();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    for (Thread thread : threads) {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
      if (thread.isAlive()) {
        throw new IllegalStateException(
            "The session %s does not end within %d s of the stop"
                .formatted(thread.getName(), STOP_SECONDS));
      }
    }
    for (Session session : sessions) {
      if (session.failure() != null) {
        throw new IllegalStateException(
            "The session %s failed".formatted(session.getClass().getSimpleName()),
            session.failure());
      }
    }
  }
}
