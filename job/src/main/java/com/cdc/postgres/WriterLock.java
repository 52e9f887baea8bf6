package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * The right to be the one writer of what a slot sends: an advisory lock of a session in the slot's
 * database. It ends with the session: when the holder closes it, dies, or {@linkplain
 * #endSilentHolder is ended} because it has been silent. Not thread-safe.
 *
 * <p>The slot itself is no such lock: nobody holds it while a snapshot is read.
 *
 * <p>Source: PostgreSQL manual, "Advisory Locks"; the view {@code pg_locks} for how a key of 64
 * bits is shown.
 */
public final class WriterLock implements AutoCloseable {

  private static final String KEY = "pg_catalog.hashtextextended('cdc/writer/' || ?, 0)";

  private static final String HOLDER =
      """
      SELECT l.pid, a.application_name, a.client_addr::text,
             extract(epoch FROM clock_timestamp() - a.state_change) AS silent_seconds
        FROM pg_catalog.pg_locks l
        LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
       WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
         AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
         AND (l.classid::bigint << 32 | l.objid::bigint) =
      """
          + KEY;

  /**
   * Who holds the lock.
   *
   * @param silent since when it has not said that it lives; null if this role may not see that
   */
  public record Holder(
      int pid, @Nullable String application, @Nullable String address, @Nullable Duration silent) {

    /** For messages: {@code PID 4711, application `cdc/orders`, from 10.0.0.5}. */
    @Override
    public String toString() {
      return "PID "
          + pid
          + (application == null ? "" : ", application `" + application + "`")
          + (address == null ? "" : ", from " + address);
    }
  }

  private final Connection connection;

  private WriterLock(Connection connection) {
    this.connection = connection;
  }

  /**
   * The lock, or empty if somebody else holds it.
   *
   * @param application how the holder shows in {@code pg_stat_activity}
   */
  public static Optional<WriterLock> tryAcquire(PostgresConfig config, String application)
      throws SQLException {
    Connection connection = PostgresConnections.openForQuestions(config);
    boolean acquired = false;
    try (PreparedStatement acquire =
        connection.prepareStatement(
            "SELECT pg_catalog.set_config('application_name', ?, false),"
                + " pg_catalog.pg_try_advisory_lock("
                + KEY
                + ")")) {
      acquire.setString(1, application);
      acquire.setString(2, config.slot());
      try (ResultSet row = acquire.executeQuery()) {
        row.next();
        acquired = row.getBoolean(2);
      }
      return acquired ? Optional.of(new WriterLock(connection)) : Optional.empty();
    } finally {
      if (!acquired) {
        connection.close();
      }
    }
  }

  /** Who holds the lock; empty if nobody does. */
  public static Optional<Holder> holder(PostgresConfig config) throws SQLException {
    try (Connection connection = PostgresConnections.openForQuestions(config)) {
      return holder(connection, config);
    }
  }

  /**
   * Ends the holder's session if it has been silent for so long: its process is stopped, hangs, or
   * its host is gone. What it still writes afterwards, its lost claim keeps out of the landing.
   */
  public static void endSilentHolder(PostgresConfig config, Duration longest) throws SQLException {
    try (Connection connection = PostgresConnections.openForQuestions(config)) {
      Optional<Holder> holder = holder(connection, config);
      if (holder.isPresent() && isLonger(holder.get().silent(), longest)) {
        end(connection, holder.get().pid());
      }
    }
  }

  /** Ends a session of this role. */
  public static void end(PostgresConfig config, int pid) throws SQLException {
    try (Connection connection = PostgresConnections.openForQuestions(config)) {
      end(connection, pid);
    }
  }

  private static void end(Connection connection, int pid) throws SQLException {
    try (PreparedStatement end =
        connection.prepareStatement("SELECT pg_catalog.pg_terminate_backend(?)")) {
      end.setInt(1, pid);
      end.execute();
    }
  }

  /** The server's process that serves the session. */
  public int pid() throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  /**
   * Says that the holder lives.
   *
   * @throws SQLException if the session, and with it the lock, is gone
   */
  public void beat() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
    }
  }

  @Override
  public void close() throws SQLException {
    try (connection;
        Statement statement = connection.createStatement()) {
      // the server notices the end of a session a moment later
      statement.execute("SELECT pg_catalog.pg_advisory_unlock_all()");
    }
  }

  private static Optional<Holder> holder(Connection connection, PostgresConfig config)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(HOLDER)) {
      query.setString(1, config.slot());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        double silent = row.getDouble("silent_seconds");
        boolean unseen = row.wasNull();
        return Optional.of(
            new Holder(
                row.getInt("pid"),
                row.getString("application_name"),
                row.getString("client_addr"),
                unseen ? null : Duration.ofMillis((long) (silent * 1000))));
      }
    }
  }

  private static boolean isLonger(@Nullable Duration silent, Duration longest) {
    return silent != null && silent.compareTo(longest) > 0;
  }
}
