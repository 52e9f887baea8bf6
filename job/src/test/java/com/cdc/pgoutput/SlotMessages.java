package com.cdc.pgoutput;

import com.cdc.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The very bytes that the server's pgoutput plugin writes, read through SQL. */
final class SlotMessages {

  private final TestPostgres postgres;
  private final String slot;

  /** Makes the slot; what commits from now on can be read. */
  SlotMessages(TestPostgres postgres, String slot) {
    this.postgres = postgres;
    this.slot = slot;
    postgres.query("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
  }

  /** All messages since the slot was made, in order. */
  List<byte[]> read(String publication) throws SQLException {
    List<byte[]> messages = new ArrayList<>();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT data FROM pg_logical_slot_peek_binary_changes('"
                    + slot
                    + "', NULL, NULL, 'proto_version', '1', 'publication_names', '"
                    + publication
                    + "')")) {
      while (row.next()) {
        messages.add(row.getBytes(1));
      }
    }
    return messages;
  }
}
