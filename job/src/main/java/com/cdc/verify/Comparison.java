package com.cdc.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.ColumnInfo;
import com.cdc.postgres.Quoting;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Compares rows with a table inside the database: they are loaded as text into a temporary table,
 * cast back to the columns' types, and joined with the table by key.
 *
 * <p>Values are equal if they print the same. This is stricter than the types' own equality
 * (numeric 1.0 and 1.00, float 0 and -0) and works for types that have none (json, xml, point).
 */
final class Comparison implements AutoCloseable {

  /** What a comparison found. */
  record Result(long rows, Map<Difference.Kind, Long> differing, List<Difference> differences) {}

  private static final String LANDED = "pg_temp.cdc_verify_landed";

  private final Connection connection;
  private final CapturedTable table;
  private final List<ColumnInfo> columns;
  private final CastBack cast;

  /** On a connection with autocommit that may create temporary tables. */
  Comparison(Connection connection, CapturedTable table, List<ColumnInfo> columns, CastBack cast)
      throws SQLException {
    this.connection = connection;
    this.cast = cast;
    this.table = table;
    this.columns = List.copyOf(columns);
    close();
    execute(
        columns.stream()
            .map(column -> Quoting.identifier(column.name()) + " text")
            .collect(joining(", ", "CREATE TEMPORARY TABLE cdc_verify_landed (", ")")));
  }

  /** Loads lines for COPY as the rows to compare. */
  void load(Consumer<Consumer<String>> lines) throws SQLException {
    CopyIn copy =
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + LANDED + " FROM STDIN");
    try {
      lines.accept(line -> write(copy, line));
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
    execute("ANALYZE " + LANDED);
  }

  /** Compares and lists up to {@code limit} keys of each kind. */
  Result run(int limit) throws SQLException {
    Map<Difference.Kind, Long> differing = new EnumMap<>(Difference.Kind.class);
    List<Difference> differences = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql(limit))) {
      while (found.next()) {
        Difference.Kind kind = Difference.Kind.valueOf(found.getString("kind"));
        differing.put(kind, found.getLong("total"));
        differences.add(
            new Difference(kind, strings(found.getArray("key")), strings(found.getArray("names"))));
      }
    }
    return new Result(rows(), differing, differences);
  }

  @Override
  public void close() throws SQLException {
    execute("DROP TABLE IF EXISTS " + LANDED);
  }

  private String sql(int limit) {
    String keys = each(i -> isKey(i) ? "l.c%1$d = t.c%1$d" : "", " AND ");
    return """
WITH differences AS (
  SELECT CASE WHEN l.present IS NULL THEN '%1$s' WHEN t.present IS NULL THEN '%2$s' ELSE '%3$s' END
           AS kind,
         ARRAY[%4$s] AS key,
         CASE WHEN l.present AND t.present
              THEN pg_catalog.array_remove(ARRAY[%5$s], NULL) ELSE '{}' END AS names
    FROM (SELECT true AS present, %6$s FROM %7$s) l
    FULL JOIN (SELECT true AS present, %8$s FROM %9$s) t ON %10$s
   WHERE l.present IS NULL OR t.present IS NULL OR %11$s),
numbered AS (
  SELECT *, count(*) OVER (PARTITION BY kind) AS total,
         row_number() OVER (PARTITION BY kind ORDER BY key) AS number FROM differences)
SELECT kind, key, names, total FROM numbered WHERE number <= %12$d ORDER BY kind, number
"""
        .formatted(
            Difference.Kind.MISSING,
            Difference.Kind.SURPLUS,
            Difference.Kind.DIFFERENT,
            keyTexts(),
            each(
                i -> "CASE WHEN l.c%1$d IS DISTINCT FROM t.c%1$d THEN " + literal(i) + " END",
                ", "),
            each(i -> escaped(cast.landed(columns.get(i))) + " AS c%1$d", ", "),
            LANDED,
            each(i -> escaped(cast.stored(columns.get(i))) + " AS c%1$d", ", "),
            from(),
            keys,
            each(i -> "l.c%1$d IS DISTINCT FROM t.c%1$d", " OR "),
            Math.max(1, limit));
  }

  private interface Part {
    String of(int column);
  }

  /** The part for each column, its {@code %1$d} replaced by the column's place; empty ones not. */
  private String each(Part part, String separator) {
    return Stream.iterate(0, i -> i < columns.size(), i -> i + 1)
        .map(i -> part.of(i).formatted(i))
        .filter(text -> !text.isEmpty())
        .collect(joining(separator));
  }

  private String keyTexts() {
    return table.keyColumns().stream()
        .map(name -> "coalesce(l.c%1$d, t.c%1$d)".formatted(indexOf(name)))
        .collect(joining(", "));
  }

  private int indexOf(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalStateException("Key column " + name + " is not a column of " + table.id());
  }

  private boolean isKey(int column) {
    return table.keyColumns().contains(columns.get(column).name());
  }

  private String literal(int column) {
    return escaped(Quoting.literal(columns.get(column).name()));
  }

  /** A name may hold a percent sign. */
  private static String escaped(String sql) {
    return sql.replace("%", "%%");
  }

  /** Children of an inheritance parent are tables of their own, partitions are not. */
  private String from() {
    return (table.relkind() == 'p' ? "" : "ONLY ") + Quoting.table(table.id());
  }

  private long rows() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM " + from())) {
      count.next();
      return count.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void write(CopyIn copy, String line) {
    byte[] bytes = (line + "\n").getBytes(UTF_8);
    try {
      copy.writeToCopy(bytes, 0, bytes.length);
    } catch (SQLException e) {
      throw new LandingException("The database does not take the landed rows", e);
    }
  }

  private static List<String> strings(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }
}
