package com.cdc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * One case in a database of its own: filled once, changed once, then read by every subject in turn
 * and that repeated. All read the same rows, or the same WAL from a copy of the same slot.
 */
final class CaseRun {

  private static final String ORIGIN = "origin";
  private static final String SLOT = "bench";

  private final BenchCase benchCase;
  private final Database database;
  private final SubjectCommands commands;
  private final Path work;
  private final Places places;
  private String endLsn = "";

  CaseRun(
      BenchCase benchCase, Database database, SubjectCommands commands, Path work, Places places) {
    this.benchCase = benchCase;
    this.database = database;
    this.commands = commands;
    this.work = work;
    this.places = places;
  }

  /**
   * Measures every subject so many times.
   *
   * @param rows about how many rows or changes
   * @param report hears of each measurement
   */
  Map<Subject, List<Measurement>> measure(
      long rows, int runs, BiConsumer<Subject, Measurement> report)
      throws IOException, InterruptedException, SQLException {
    Map<Subject, Expected> expected = benchCase.isStream() ? stream(rows) : table(rows);
    Map<Subject, List<Measurement>> measured = new EnumMap<>(Subject.class);
    for (int run = 0; run < runs; run++) {
      for (Subject subject : benchCase.subjects()) {
        Measurement measurement = measure(subject, expected.getOrDefault(subject, none()));
        report.accept(subject, measurement);
        measured.computeIfAbsent(subject, absent -> new ArrayList<>()).add(measurement);
      }
    }
    if (benchCase.isStream()) {
      database.dropSlot(ORIGIN);
    }
    return measured;
  }

  private Measurement measure(Subject subject, Expected expected)
      throws IOException, InterruptedException, SQLException {
    Task task = task(subject);
    if (benchCase.isStream()) {
      copySlot(task.slot());
      if (subject.isCdc()) {
        primed(subject).restore(task);
      }
    }
    try {
      return new Trial(commands, task, expected, benchCase.shape().key()).measure();
    } finally {
      database.dropSlot(task.slot());
      Directories.delete(task.landing());
    }
  }

  /** The same directory each time: what cdc resumes from knows where it landed. */
  private Task task(Subject subject) throws IOException {
    Path directory = places.directory(subject);
    Directories.delete(directory);
    Files.createDirectories(directory.resolve(Task.LANDING));
    return new Task(
        subject,
        database,
        benchCase.tables(subject),
        benchCase.isStream(),
        SLOT,
        endLsn,
        directory,
        places.settings(subject));
  }

  private Map<Subject, Expected> table(long rows)
      throws IOException, InterruptedException, SQLException {
    benchCase.shape().fill(database, work, rows);
    String table = benchCase.shape().mainTable();
    String tenth = Shape.tenthOf(table);
    String key = benchCase.shape().key();
    database.execute(
        "CREATE TABLE %s (LIKE %s INCLUDING ALL)".formatted(tenth, table),
        "INSERT INTO %s SELECT * FROM %s WHERE %s <= (SELECT max(%3$s) / 10 FROM %2$s)"
            .formatted(tenth, table, key),
        "VACUUM ANALYZE " + tenth,
        "CREATE PUBLICATION %s FOR TABLE %s, %s".formatted(Database.PUBLICATION, table, tenth),
        "CHECKPOINT");
    Map<Subject, Expected> expected = new EnumMap<>(Subject.class);
    for (Subject subject : benchCase.subjects()) {
      String read = benchCase.tables(subject).get(0);
      long count = Long.parseLong(database.scalar("SELECT count(*) FROM " + read));
      long sum = Long.parseLong(database.scalar("SELECT sum(%s) FROM %s".formatted(key, read)));
      expected.put(subject, new Expected(Map.of('r', count), sum));
    }
    return expected;
  }

  private Map<Subject, Expected> stream(long changes)
      throws IOException, InterruptedException, SQLException {
    benchCase.shape().fill(database, work, Shape.streamRows(changes));
    database.execute(
        "CREATE PUBLICATION %s FOR TABLE %s"
            .formatted(Database.PUBLICATION, String.join(", ", benchCase.shape().tables())),
        "SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(ORIGIN));
    for (Subject subject : benchCase.subjects()) {
      if (subject.isCdc()) {
        prime(subject);
      }
    }
    benchCase.shape().change(database, work, changes);
    endLsn = database.scalar("SELECT pg_current_wal_insert_lsn()");
    database.execute("CREATE TABLE so_that_the_log_goes_on_after_the_end ()", "CHECKPOINT");
    Expected expected = new Expected(decoded(), -1);
    Map<Subject, Expected> all = new EnumMap<>(Subject.class);
    benchCase.subjects().forEach(subject -> all.put(subject, expected));
    return all;
  }

  /** Lets cdc take its snapshot before the changes, so that each run resumes into the stream. */
  private void prime(Subject subject) throws IOException, InterruptedException, SQLException {
    Task task = task(subject);
    copySlot(task.slot());
    Process process = commands.command(task).start();
    try {
      if (StartDetector.await(task, () -> !process.isAlive()) < 0) {
        throw new IOException("cdc ended: " + Files.readString(task.log()));
      }
      process.destroy();
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException(
            "cdc stopped with %d: %s".formatted(exit, Files.readString(task.log())));
      }
    } finally {
      process.destroyForcibly();
      database.dropSlot(task.slot());
    }
    primed(subject).save(task);
  }

  private Primed primed(Subject subject) {
    return new Primed(work.resolve("primed").resolve(subject.label()));
  }

  private void copySlot(String copy) throws SQLException {
    database.execute("SELECT pg_copy_logical_replication_slot('%s', '%s')".formatted(ORIGIN, copy));
  }

  /** The changes in the WAL, as the server itself decodes them. */
  private Map<Character, Long> decoded() throws SQLException {
    Map<Character, Long> operations = new TreeMap<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet counts =
            statement.executeQuery(
                """
SELECT CASE chr(get_byte(data, 0)) WHEN 'I' THEN 'c' WHEN 'U' THEN 'u' ELSE 'd' END, count(*)
FROM pg_logical_slot_peek_binary_changes(
  '%s', NULL, NULL, 'proto_version', '1', 'publication_names', '%s')
WHERE chr(get_byte(data, 0)) IN ('I', 'U', 'D') GROUP BY 1
"""
                    .formatted(ORIGIN, Database.PUBLICATION))) {
      while (counts.next()) {
        operations.put(counts.getString(1).charAt(0), counts.getLong(2));
      }
    }
    return operations;
  }

  private static Expected none() {
    return new Expected(Map.of(), -1);
  }
}
