package com.cdc.doctor;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import com.cdc.finding.Provider;
import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.Catalogue;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.Providers;
import com.cdc.postgres.PublishedTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One source while it is looked at.
 *
 * @param connection as the configured role
 * @param readers how many read a snapshot at once
 * @param major version of the server
 * @param tables those of the configured ones that exist and are tables
 * @param publication if it exists
 */
record Patient(
    Connection connection,
    PostgresConfig config,
    int readers,
    Limits limits,
    Provider provider,
    int major,
    Map<TableId, CapturedTable> tables,
    Optional<PublishedTables> publication) {

  static Patient of(Connection connection, PostgresConfig config, int readers, Limits limits)
      throws SQLException {
    Map<TableId, CapturedTable> tables = Catalogue.tables(connection, config.tables());
    tables.values().removeIf(table -> table.relkind() != 'r' && table.relkind() != 'p');
    return new Patient(
        connection,
        config,
        readers,
        limits,
        Providers.of(connection),
        connection.getMetaData().getDatabaseMajorVersion(),
        tables,
        PublishedTables.find(connection, config.publication()));
  }

  /** What is asked of one row. */
  @FunctionalInterface
  interface Row {
    void read(ResultSet row) throws SQLException;
  }

  /** Asks, with texts, numbers or lists of texts as parameters, and reads each row. */
  void each(String query, List<?> parameters, Row reader) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.size(); i++) {
        if (parameters.get(i) instanceof List<?> texts) {
          statement.setArray(i + 1, connection.createArrayOf("text", texts.toArray()));
        } else {
          statement.setObject(i + 1, parameters.get(i));
        }
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          reader.read(row);
        }
      }
    }
  }

  String where() {
    return PostgresConnections.where(config);
  }

  Finding finding(Kind kind, String what, Fix fix) {
    return new Finding(kind, where(), what, fix);
  }

  Finding finding(Kind kind, TableId table, String what, Fix fix) {
    return new Finding(kind, PostgresConnections.where(config, table), what, fix);
  }

  /** A parameter as {@code pg_settings} has it, in its own unit; empty before it existed. */
  Optional<String> setting(String name) throws SQLException {
    String[] found = new String[1];
    each(
        "SELECT setting FROM pg_catalog.pg_settings WHERE name = ?",
        List.of(name),
        row -> found[0] = row.getString(1));
    return Optional.ofNullable(found[0]);
  }
}
