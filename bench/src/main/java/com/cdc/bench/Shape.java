package com.cdc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** A kind of rows, how a database is filled with them and how they change. */
enum Shape {

  /** Narrow rows, and transactions of three updates and an insert. */
  PGBENCH(
      List.of(
          "public.pgbench_accounts",
          "public.pgbench_branches",
          "public.pgbench_tellers",
          "public.pgbench_history"),
      "aid") {
    @Override
    void fill(Database database, Path work, long rows) throws IOException, InterruptedException {
      long scale = Math.max(1, rows / 100_000);
      database.run("pgbench", "-i", "-q", "-s", String.valueOf(scale));
    }

    @Override
    void change(Database database, Path work, long changes)
        throws IOException, InterruptedException {
      pgbench(database, changes / 4);
    }
  },

  /** 30 columns of mixed types; small transactions of all kinds, large ones of COPY and UPDATE. */
  WIDE(List.of("public.wide"), "id") {
    @Override
    void fill(Database database, Path work, long rows)
        throws IOException, InterruptedException, SQLException {
      Path script = resource(work, "wide.sql");
      database.run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", script.toString());
      database.execute(
          "INSERT INTO wide SELECT * FROM wide_rows(1, %d)".formatted(rows),
          "SELECT setval('wide_id', %d)".formatted(BULK));
      database.run("psql", "-q", "-c", "VACUUM ANALYZE wide");
    }

    @Override
    void change(Database database, Path work, long changes)
        throws IOException, InterruptedException, SQLException {
      copyIn(database, work, 2 * BULK, changes / 4);
      String rows = String.valueOf(streamRows(changes));
      String script = resource(work, "wide.pgbench").toString();
      pgbench(database, changes / 10, "-D", "rows=" + rows, "-f", script);
      copyIn(database, work, 3 * BULK, changes / 4);
      database.execute(
          "UPDATE wide SET c_double = c_double * 1.1 WHERE id BETWEEN %d AND %d"
              .formatted(3 * BULK, 3 * BULK + changes / 8));
    }

    private void copyIn(Database database, Path work, long first, long rows)
        throws IOException, InterruptedException {
      Path file = work.resolve("wide.copy");
      database.run(
          "psql",
          "-c",
          "\\copy (SELECT * FROM wide_rows(%d, %d)) TO '%s'"
              .formatted(first, first + rows - 1, file));
      database.run("psql", "-c", "\\copy wide FROM '%s'".formatted(file));
      Files.delete(file);
    }
  };

  /** Keys of rows that come later start at multiples of this. */
  private static final long BULK = 100_000_000;

  private final List<String> tables;
  private final String key;

  Shape(List<String> tables, String key) {
    this.tables = tables;
    this.key = key;
  }

  /** Makes the tables and puts about so many rows into {@link #mainTable}. */
  abstract void fill(Database database, Path work, long rows)
      throws IOException, InterruptedException, SQLException;

  /** Commits about so many changes. */
  abstract void change(Database database, Path work, long changes)
      throws IOException, InterruptedException, SQLException;

  /** How many rows are to be there before so many changes. */
  static long streamRows(long changes) {
    return Math.max(100_000, changes / 4);
  }

  List<String> tables() {
    return tables;
  }

  String mainTable() {
    return tables.get(0);
  }

  /** The integer key of {@link #mainTable}. */
  String key() {
    return key;
  }

  static String tenthOf(String table) {
    return table + "_tenth";
  }

  private static void pgbench(Database database, long transactions, String... more)
      throws IOException, InterruptedException {
    String perClient = String.valueOf(transactions / 2);
    String[] fixed = {"-n", "-c", "2", "-j", "1", "-M", "prepared", "-t", perClient};
    String[] all = new String[fixed.length + more.length];
    System.arraycopy(fixed, 0, all, 0, fixed.length);
    System.arraycopy(more, 0, all, fixed.length, more.length);
    database.run("pgbench", all);
  }

  private static Path resource(Path work, String name) throws IOException {
    Path file = work.resolve(name);
    try (var content = Shape.class.getResourceAsStream(name)) {
      if (content == null) {
        throw new IOException("Resource " + name + " is missing from the class path");
      }
      Files.write(file, content.readAllBytes());
    }
    return file;
  }
}
