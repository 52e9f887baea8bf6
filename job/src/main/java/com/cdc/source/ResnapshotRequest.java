package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.postgres.Lsn;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.Quoting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a running job to read a table anew. The request goes through the log itself, as a logical
 * message: it needs no other channel, reaches the job in order, and is taken once.
 */
public final class ResnapshotRequest {

  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final String PREFIX = "cdc/resnapshot/";

  private ResnapshotRequest() {}

  /**
   * Sends the request to the job that reads the configured slot.
   *
   * @return where in the log it stands
   */
  public static String send(PostgresConfig config, TableId table) {
    try (Connection connection = PostgresConnections.open(config);
        PreparedStatement emit =
            connection.prepareStatement(
                "SELECT pg_catalog.pg_logical_emit_message(true, ?, ?)::text")) {
      emit.setString(1, PREFIX + config.slot());
      emit.setString(2, TableId.encode(table.schema()) + "." + TableId.encode(table.name()));
      try (ResultSet row = emit.executeQuery()) {
        row.next();
        return Lsn.format(Lsn.parse(row.getString(1)));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot write the request into the log of database `"
              + config.database()
              + "`: "
              + e.getMessage()
              + (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState()) ? grant(config) : ""),
          e);
    }
  }

  private static String grant(PostgresConfig config) {
    String role = Quoting.identifier(config.user());
    return ". Run as an administrator: GRANT EXECUTE ON FUNCTION"
        + " pg_catalog.pg_logical_emit_message(boolean, text, text, boolean) TO "
        + role
        + "; (before PostgreSQL 17 without the second boolean)";
  }

  /** The table that a message asks for; null if it is not a request to this slot's job. */
  static @Nullable TableId parse(PostgresConfig config, String prefix, String content) {
    String[] names = content.split("\\.", -1);
    if (!prefix.equals(PREFIX + config.slot()) || names.length != 2) {
      return null;
    }
    return new TableId(TableId.decode(names[0]), TableId.decode(names[1]));
  }
}
