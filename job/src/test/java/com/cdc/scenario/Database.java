package com.cdc.scenario;

import com.cdc.scenario.Step.End;
import com.cdc.scenario.Step.Interleaved;
import com.cdc.scenario.Step.Prepared;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;

/** Does a scenario's transactions and remembers in which order they committed. */
final class Database {

  private static final int COPIED_FROM = 100_000;
  private static final String DEADLOCK = "40P01";

  private final TestPostgres postgres;
  private final String schema;
  private final List<Long> commits = new ArrayList<>();
  private int nextCopied = COPIED_FROM;

  Database(TestPostgres postgres, String schema) {
    this.postgres = postgres;
    this.schema = schema;
  }

  /** The transactions that changed something captured, in the order of their commits. */
  List<Long> commits() {
    return commits;
  }

  /** A transaction; again, if a snapshot that begins makes the server choose it as a victim. */
  void transaction(List<Statement> statements, End end) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = begin()) {
        execute(connection, statements, 0);
        switch (end) {
          case COMMIT -> commit(connection);
          case ROLLBACK -> connection.rollback();
        }
        return;
      } catch (SQLException e) {
        if (!DEADLOCK.equals(e.getSQLState()) || attempt == 5) {
          throw e;
        }
        System.err.println("Deadlock with the snapshot, transaction repeated: " + statements);
      }
    }
  }

  void copy(TableKind table, int rows) throws SQLException, IOException {
    String lines =
        IntStream.range(0, rows)
            .mapToObj(i -> table.line(nextCopied + i, i % 100))
            .collect(Collectors.joining());
    nextCopied += rows;
    try (Connection connection = begin()) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "COPY %s (%s) FROM STDIN".formatted(table.in(schema), table.columnNames()),
              new StringReader(lines));
      commit(connection);
    }
    // a snapshot's chunks are as large as the statistics let them be
    postgres.execute("ANALYZE " + table.in(schema));
  }

  /** Rows of a table that is not published. */
  void uncaptured(int rows) {
    postgres.execute(
        "INSERT INTO %s.uncaptured SELECT generate_series(1, %d)".formatted(schema, rows));
  }

  /** Two transactions that end in the other order than they began. */
  void interleaved(Interleaved step, Interruption meanwhile) throws Exception {
    try (Connection first = begin();
        Connection second = begin()) {
      execute(first, step.first(), 0);
      execute(second, step.second(), 1);
      commit(second);
      meanwhile.happen();
      execute(first, step.last(), 0);
      commit(first);
    }
  }

  /** A transaction that is prepared before what happens meanwhile, and committed after it. */
  void prepared(Prepared step, Interruption meanwhile) throws Exception {
    Long xid;
    try (Connection connection = begin()) {
      execute(connection, step.statements(), 1);
      xid = xid(connection);
      if (xid == null) { // nothing was there to change, and nothing can be prepared
        connection.rollback();
      } else {
        execute(connection, "PREPARE TRANSACTION '%s'".formatted(schema));
        connection.commit();
      }
    }
    meanwhile.happen();
    transaction(step.meanwhile(), End.COMMIT);
    if (xid != null) {
      postgres.execute("COMMIT PREPARED '%s'".formatted(schema));
      commits.add(xid);
    }
  }

  /** What happens to a pipeline while a transaction is open. */
  interface Interruption {
    void happen() throws Exception;
  }

  private Connection begin() throws SQLException {
    Connection connection = postgres.connect();
    execute(connection, "SET lock_timeout = '60s'");
    connection.setAutoCommit(false);
    return connection;
  }

  private void commit(Connection connection) throws SQLException {
    Long xid = xid(connection);
    connection.commit();
    if (xid != null) {
      commits.add(xid);
    }
  }

  private void execute(Connection connection, List<Statement> statements, int lane)
      throws SQLException {
    for (Statement statement : statements) {
      for (String sql : statement.sql(schema, lane)) {
        execute(connection, sql);
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Null if the transaction has changed nothing. */
  private static Long xid(Connection connection) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT pg_current_xact_id_if_assigned()::text::bigint")) {
      row.next();
      long xid = row.getLong(1);
      return row.wasNull() ? null : xid;
    }
  }
}
