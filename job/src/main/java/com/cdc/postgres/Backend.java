package com.cdc.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The server's end of a connection. A role sees all of its own, and may end them.
 *
 * <p>Source: PostgreSQL manual, "The Cumulative Statistics System", pg_stat_activity; "Server
 * Signaling Functions", pg_terminate_backend.
 */
public record Backend(int pid) {

  /** Asked of the server itself: a proxy may have told the driver another number. */
  public static Backend of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet pid = statement.executeQuery("SELECT pg_catalog.pg_backend_pid()")) {
      pid.next();
      return new Backend(pid.getInt(1));
    }
  }

  /**
   * Whether it is there and busy with what it was asked for, other than with waiting for its client
   * to take the answer. Where the server does not keep track of activities, whether it is there.
   */
  public boolean isWorking(Connection other) throws SQLException {
    try (PreparedStatement query =
        other.prepareStatement(
            "SELECT FROM pg_catalog.pg_stat_activity WHERE pid = ?"
                + " AND coalesce(state, 'active') IN ('active', 'disabled')"
                + " AND wait_event IS DISTINCT FROM 'ClientWrite'")) {
      query.setInt(1, pid);
      try (ResultSet working = query.executeQuery()) {
        return working.next();
      }
    }
  }

  /** Ends it, whatever it is doing; no error if it is gone. */
  public void terminate(Connection other) throws SQLException {
    try (PreparedStatement terminate =
        other.prepareStatement(
            "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity"
                + " WHERE pid = ? AND usename = current_user")) {
      terminate.setInt(1, pid);
      terminate.execute();
    }
  }
}
