package com.cdc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what {@code landing.min-size} and {@code landing.max-age} make of a light load on many
 * tables: the job runs once for each setting, all at the same time and on the same changes.
 *
 * @param seconds of load
 */
record SmallFilesRun(Database database, SubjectCommands commands, Path work, int seconds) {

  private static final int TABLES = 20;
  private static final int CHANGES_PER_SECOND = 200;

  private static final long PAUSE_NANOS = 2_000_000_000;

  /** As the option's default is. */
  private static final String CHECKPOINT_INTERVAL = "10 s";

  /** Some tables are much busier than others: the first has about half of all changes. */
  private static final String SCRIPT =
      """
      \\set number random_zipfian(1, %d, 1.5)
      INSERT INTO trickle_:number (note) VALUES (repeat('0123456789', 20));
      """
          .formatted(TABLES);

  /** One way to run the job. */
  private record Setting(String slot, String minSize, String maxAge) {}

  private record Running(Setting setting, Task task, Process process) {}

  private List<Setting> settings() {
    return List.of(
        new Setting("each_checkpoint", "0", "10 min"),
        new Setting("small", "1 mb", seconds / 8 + " s"),
        new Setting("large", "16 mb", seconds / 2 + " s"));
  }

  /** One result for each setting; all have landed every row, and no row twice. */
  List<SmallFiles> measure() throws IOException, InterruptedException, SQLException {
    List<String> tables = createTables();
    List<Running> all = new ArrayList<>();
    List<SmallFiles> results = new ArrayList<>();
    try (HeldWal held = new HeldWal(database)) {
      for (Setting setting : settings()) {
        all.add(start(setting, tables));
      }
      load();
      awaitRead();
      for (Running running : all) {
        stop(running);
      }
      for (Running running : all) {
        results.add(result(running, tables, held));
      }
    } finally {
      for (Running running : all) {
        running.process().destroyForcibly();
        database.dropSlot(running.setting().slot());
      }
    }
    return results;
  }

  private List<String> createTables() throws SQLException {
    List<String> tables = new ArrayList<>();
    for (int number = 1; number <= TABLES; number++) {
      String table = "public.trickle_" + number;
      tables.add(table);
      database.execute(
          "CREATE TABLE %s (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text)"
              .formatted(table));
    }
    return tables;
  }

  private Running start(Setting setting, List<String> tables) throws IOException, SQLException {
    database.execute(
        "CREATE PUBLICATION %s FOR TABLE %s".formatted(setting.slot(), String.join(", ", tables)),
        // not by the job: creating it would look like the begin of its stream
        "SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(setting.slot()));
    Map<String, String> environment =
        Map.of(
            "PG_PUBLICATION", setting.slot(),
            "CHECKPOINT_INTERVAL", CHECKPOINT_INTERVAL,
            "LANDING_MIN_SIZE", setting.minSize(),
            "LANDING_MAX_AGE", setting.maxAge());
    Path directory = Files.createDirectory(work.resolve(setting.slot()));
    Task task =
        new Task(Subject.CDC, database, tables, true, setting.slot(), "", directory, environment);
    Files.createDirectories(task.landing());
    Process process = commands.command(task).start();
    if (StartDetector.await(task, () -> !process.isAlive()) < 0) {
      throw new IOException("cdc ended: " + Files.readString(task.log()));
    }
    return new Running(setting, task, process);
  }

  private void load() throws IOException, InterruptedException {
    Path script = work.resolve("trickle.pgbench");
    Files.writeString(script, SCRIPT);
    database.run(
        "pgbench",
        "-n",
        "-c",
        "2",
        "-R",
        String.valueOf(CHANGES_PER_SECOND),
        "-T",
        String.valueOf(seconds),
        "-f",
        script.toString());
  }

  /** A stop ends reading, so that what was not sent yet would not land. */
  private void awaitRead() throws SQLException {
    String end = database.scalar("SELECT pg_current_wal_lsn()");
    String behind = "SELECT count(*) FROM pg_stat_replication WHERE sent_lsn < '%s'".formatted(end);
    while (!"0".equals(database.scalar(behind))) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  /** All stop with a last checkpoint, so that nothing waits any more. */
  private static void stop(Running running) throws IOException, InterruptedException {
    running.process().destroy();
    if (!running.process().waitFor(1, TimeUnit.MINUTES) || running.process().exitValue() != 0) {
      throw new IOException("cdc did not stop well: " + Files.readString(running.task().log()));
    }
  }

  private SmallFiles result(Running running, List<String> tables, HeldWal held)
      throws IOException, SQLException {
    Path landing = running.task().landing();
    LandedLines lines = new LandedLines(landing, "id");
    lines.count();
    Expected expected = inserted(tables);
    if (!expected.isMetBy(lines)) {
      throw new IllegalStateException(
          "Only %d rows landed of %s, of %d"
              .formatted(lines.rows(), running.setting(), expected.rows()));
    }
    Setting setting = running.setting();
    return new SmallFiles(
        setting.minSize(),
        setting.maxAge(),
        lines.rows(),
        VisibleFiles.in(landing).size(),
        lines.visibleBytes(),
        seconds,
        Waits.longestSeconds(landing),
        held.most(setting.slot()));
  }

  private Expected inserted(List<String> tables) throws SQLException {
    long rows = 0;
    long keys = 0;
    for (String table : tables) {
      rows += Long.parseLong(database.scalar("SELECT count(*) FROM " + table));
      keys += Long.parseLong(database.scalar("SELECT coalesce(sum(id), 0) FROM " + table));
    }
    return new Expected(Map.of('c', rows), keys);
  }
}
