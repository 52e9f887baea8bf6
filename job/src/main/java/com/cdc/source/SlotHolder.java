package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.PostgresException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who reads a slot.
 *
 * @param application null if this role may not see the session, which is another role's then
 */
record SlotHolder(
    int pid, @Nullable String application, @Nullable String user, @Nullable String address) {

  private static final String FIND =
      """
      SELECT active_pid, application_name, usename, client_addr
        FROM pg_catalog.pg_replication_slots
        LEFT JOIN pg_catalog.pg_stat_activity ON pid = active_pid
       WHERE slot_name = ? AND active_pid IS NOT NULL
      """;

  /** Asks on a connection of its own; empty if nobody does, or if it cannot be asked now. */
  static Optional<SlotHolder> find(PostgresConfig config) {
    try (Connection connection = PostgresConnections.openForQuestions(config);
        PreparedStatement query = connection.prepareStatement(FIND)) {
      query.setString(1, config.slot());
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new SlotHolder(row.getInt(1), row.getString(2), row.getString(3), row.getString(4)))
            : Optional.empty();
      }
    } catch (SQLException | PostgresException e) {
      return Optional.empty();
    }
  }

  /** Whether it may be an earlier instance of this pipeline, which the server has yet to miss. */
  boolean isOurs(PostgresConfig config) {
    return application != null
        && !application.isEmpty()
        && PostgresConnections.applicationName(config).startsWith(application);
  }

  @Override
  public String toString() {
    return "PID %s, application `%s`, user `%s`, from %s (SELECT pg_terminate_backend(%1$s) ends it)"
        .formatted(pid, application, user, address);
  }
}
