package com.cdc.cli;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;

/**
 * Sessions that insert, update, delete, move keys and copy rows in, in transactions of several
 * rows, of which some are rolled back; until {@link #stop}.
 */
final class AuditedWorkload implements AutoCloseable {

  private static final int SESSIONS = 3;
  private static final int COPIED = 10;

  // fast enough to be in the middle of something at any moment, slow enough to be compared soon
  private static final long PAUSE_NANOS = Duration.ofMillis(25).toNanos();

  private final ExecutorService threads = Executors.newFixedThreadPool(SESSIONS);
  private final List<Future<?>> sessions = new ArrayList<>();
  private volatile boolean running = true;

  private AuditedWorkload() {}

  static AuditedWorkload start(AuditedTable table) {
    AuditedWorkload workload = new AuditedWorkload();
    for (int i = 0; i < SESSIONS; i++) {
      Session session = workload.new Session(table.connect(), table, i);
      workload.sessions.add(workload.threads.submit(session::run, null));
    }
    return workload;
  }

  /** Ends the sessions between two transactions. */
  void stop() {
    running = false;
    try {
      for (Future<?> session : sessions) {
        session.get(30, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new IllegalStateException("The workload failed", e);
    }
  }

  @Override
  public void close() {
    running = false;
    threads.shutdownNow();
  }

  /** Keys of its own, so that sessions never wait for each other. */
  private final class Session {

    private final Connection connection;
    private final String table;
    private final Random random;
    private final List<Long> keys = new ArrayList<>();
    private long nextKey;

    Session(Connection connection, AuditedTable table, int number) {
      this.connection = connection;
      this.table = table.id().schema() + "." + table.id().name();
      random = new Random(number);
      for (long key = number + 1L; key <= table.rows(); key += SESSIONS) {
        keys.add(key);
      }
      nextKey = (number + 1) * 1_000_000_000L;
    }

    void run() {
      try (connection) {
        connection.setAutoCommit(false);
        while (running) {
          transaction();
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      } catch (SQLException | IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private void transaction() throws SQLException, IOException {
      List<Long> before = new ArrayList<>(keys);
      for (int i = random.nextInt(4); i >= 0; i--) {
        change();
      }
      if (random.nextInt(10) == 0) {
        connection.rollback();
        keys.clear();
        keys.addAll(before);
      } else {
        connection.commit();
      }
    }

    private void change() throws SQLException, IOException {
      int kind = keys.isEmpty() ? 0 : random.nextInt(20);
      if (kind < 7) {
        execute("INSERT INTO %s VALUES (%d, %d, 'new')", table, newKey(), random.nextInt(1000));
      } else if (kind < 14) {
        execute(
            "UPDATE %s SET quantity = %d, note = 'changed' WHERE item_id = %d",
            table, random.nextInt(1000), anyKey());
      } else if (kind < 17) {
        execute("DELETE FROM %s WHERE item_id = %d", table, keys.remove(anyIndex()));
      } else if (kind < 19) {
        long old = keys.remove(anyIndex());
        execute(
            "UPDATE %s SET item_id = %d, note = 'moved' WHERE item_id = %d", table, newKey(), old);
      } else {
        copy();
      }
    }

    /** Rows that share one WAL record. */
    private void copy() throws SQLException, IOException {
      StringBuilder rows = new StringBuilder();
      for (int i = 0; i < COPIED; i++) {
        rows.append(newKey()).append("\t0\tcopied\n");
      }
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY " + table + " FROM STDIN", new StringReader(rows.toString()));
    }

    private void execute(String statement, Object... values) throws SQLException {
      try (Statement executed = connection.createStatement()) {
        if (executed.executeUpdate(statement.formatted(values)) != 1) {
          throw new IllegalStateException("Not one row: " + statement.formatted(values));
        }
      }
    }

    private long newKey() {
      keys.add(nextKey);
      return nextKey++;
    }

    private long anyKey() {
      return keys.get(anyIndex());
    }

    private int anyIndex() {
      return random.nextInt(keys.size());
    }
  }
}
