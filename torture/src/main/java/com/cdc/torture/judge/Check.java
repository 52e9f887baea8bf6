package com.cdc.torture.judge;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * One kind of fault.
 *
 * @param kind what each finding of it begins with
 * @param sql a row for each: what it is about, as text
 */
record Check(String kind, String sql) {

  private static final int SHOWN = 20;

  /** Adds what there is to the findings; how many there are. */
  long run(Connection connection, List<String> findings) throws SQLException {
    long all = 0;
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT f.*, count(*) OVER () FROM (%s) f(what) LIMIT %d".formatted(sql, SHOWN))) {
      while (rows.next()) {
        findings.add(kind + ": " + rows.getString(1));
        all = rows.getLong(2);
      }
    }
    if (all > SHOWN) {
      findings.add("%s: %d in all".formatted(kind, all));
    }
    return all;
  }
}
