package com.cdc.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One database of the server.
 *
 * @param binaries directory of PostgreSQL's programs
 * @param reader the role that subjects connect with; it may replicate and read everything
 */
record Database(
    Path binaries, int port, String name, String owner, String reader, String password) {

  static final String HOST = "127.0.0.1";
  static final String PUBLICATION = "bench";

  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s?sslmode=disable".formatted(HOST, port, name), owner, password);
  }

  void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The first column of the first row; the query gives one. */
  String scalar(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  /** One of PostgreSQL's programs, to be started as the given role. */
  ProcessBuilder program(String role, String program, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(binaries.resolve(program).toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .putAll(
            Map.of(
                "PGHOST", HOST,
                "PGPORT", String.valueOf(port),
                "PGDATABASE", name,
                "PGUSER", role,
                "PGPASSWORD", password,
                "PGSSLMODE", "disable"));
    return builder;
  }

  /** Runs one of PostgreSQL's programs as the owner, to its end. */
  void run(String program, String... arguments) throws IOException, InterruptedException {
    Commands.run(program(owner, program, List.of(arguments)));
  }

  /** Drops a slot, ending whoever reads it. */
  void dropSlot(String slot) throws SQLException {
    execute(
        """
        DO $$
        DECLARE holder integer;
        BEGIN
          FOR attempt IN 1..300 LOOP
            SELECT active_pid INTO holder FROM pg_replication_slots WHERE slot_name = '%1$s';
            EXIT WHEN NOT FOUND;
            IF holder IS NULL THEN
              PERFORM pg_drop_replication_slot('%1$s');
              EXIT;
            END IF;
            PERFORM pg_terminate_backend(holder), pg_sleep(0.1);
          END LOOP;
        END $$
        """
            .formatted(slot));
  }
}
