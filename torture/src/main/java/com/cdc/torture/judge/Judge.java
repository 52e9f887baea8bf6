package com.cdc.torture.judge;

import com.cdc.torture.server.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds the landing against the oracle. It reads the files by itself, shares no code with the job,
 * and works in unlogged tables of the schema {@code judge} of the same database, which it makes
 * anew: memory stays small whatever has landed. For when workload and job have ended.
 */
public final class Judge {

  private final Database database;
  private final Path landing;
  private final List<String> findings = new ArrayList<>();
  private final Map<String, Long> numbers = new LinkedHashMap<>();

  public Judge(Database database, Path landing) {
    this.database = database;
    this.landing = landing;
  }

  /** Judges all that has landed until now. For one use. */
  public Verdict judge(Sightings sightings) throws SQLException, IOException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET work_mem = '256MB'");
      statement.execute("SET maintenance_work_mem = '256MB'");
      statement.execute(JudgeTables.CREATE);
      load(connection, sightings);
      statement.execute("ANALYZE judge.landed");
      statement.execute("ANALYZE torture.committed");
      positions(connection, statement);
      run(statement, ChangeChecks.prepare());
      numbers.put("lost", ChangeChecks.lost().run(connection, findings));
      numbers.put("never committed", ChangeChecks.neverCommitted().run(connection, findings));
      run(connection, ChangeChecks.differing());
      run(statement, SnapshotChecks.prepare());
      run(connection, SnapshotChecks.all());
      count(statement);
    }
    return new Verdict(List.copyOf(findings), Map.copyOf(numbers));
  }

  private void load(Connection connection, Sightings sightings) throws SQLException, IOException {
    Map<String, Loader.Table> tables = tables(connection);
    List<Path> files = LandedFiles.in(landing);
    long[] confirmed = confirmedBefore(sightings);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO judge.file VALUES (?, ?, ?, ?)")) {
      for (int i = 0; i < files.size(); i++) {
        String file = files.get(i).toString();
        int look = sightings.firstSeen().getOrDefault(file, sightings.confirmed().size());
        insert.setInt(1, i);
        insert.setString(2, file);
        insert.setInt(3, look);
        insert.setLong(4, confirmed[look]);
        insert.addBatch();
      }
      insert.executeBatch();
    }
    try (Connection first = database.connect();
        Connection second = database.connect();
        Loader loader = new Loader(tables, findings, first, second)) {
      for (int i = 0; i < files.size(); i++) {
        loader.load(i, landing, files.get(i));
      }
      numbers.put("files", (long) files.size());
      numbers.put("rows landed", loader.rows());
    }
  }

  /**
   * By look, the furthest that an earlier look has seen the slot confirmed; one more for the end.
   */
  private static long[] confirmedBefore(Sightings sightings) {
    int looks = sightings.confirmed().size();
    long[] before = new long[looks + 1];
    before[0] = -1;
    for (int i = 0; i < looks; i++) {
      before[i + 1] = Math.max(before[i], sightings.confirmed().get(i));
    }
    return before;
  }

  private void positions(Connection connection, Statement statement) throws SQLException {
    run(statement, PositionChecks.findDoubled());
    PositionChecks.doubled().run(connection, findings);
    numbers.put("doubled", (long) statement.executeUpdate(PositionChecks.removeDoubled()));
    run(statement, PositionChecks.groupTransactions());
    run(connection, PositionChecks.transactions());
    PositionChecks.confirmed().run(connection, findings);
  }

  private void count(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(JudgeTables.COUNT)) {
      row.next();
      for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
        numbers.put(row.getMetaData().getColumnLabel(i), row.getLong(i));
      }
    }
  }

  private void run(Connection connection, List<Check> checks) throws SQLException {
    for (Check check : checks) {
      check.run(connection, findings);
    }
  }

  private static void run(Statement statement, List<String> sql) throws SQLException {
    for (String each : sql) {
      statement.execute(each);
    }
  }

  private static Map<String, Loader.Table> tables(Connection connection) throws SQLException {
    Map<String, Loader.Table> tables = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, name, key FROM torture.tables")) {
      while (rows.next()) {
        String[] key = (String[]) rows.getArray(3).getArray();
        tables.put(rows.getString(2), new Loader.Table(rows.getInt(1), Arrays.asList(key)));
      }
    }
    return tables;
  }
}
