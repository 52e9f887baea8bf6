package com.cdc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures how long after its commit the job has a change in hand, under a steady light load: each
 * landed line tells both times. The commit time is cut to milliseconds, so a figure is up to one
 * millisecond too high.
 */
record LatencyRun(Database database, SubjectCommands commands, Path work) {

  private static final int CHANGES_PER_SECOND = 1000;
  private static final int CHANGES_PER_TRANSACTION = 4;
  private static final int WARM_UP_SECONDS = 10;
  private static final int SECONDS = 30;
  private static final String SLOT = "latency";

  private static final Pattern TIMES =
      Pattern.compile(
          "\"__op\":\"[cud]\".*\"__ts_ms\":(\\d+).*\"ingestion_timestamp\":\"([^\"]+)\"");

  /** Percentiles over all changes but those of the first seconds. */
  record Latency(long changes, double p50Millis, double p99Millis, double loadAverage) {}

  Latency measure() throws IOException, InterruptedException, SQLException {
    Shape.PGBENCH.fill(database, work, 100_000);
    database.execute(
        "CREATE PUBLICATION %s FOR TABLE %s"
            .formatted(Database.PUBLICATION, String.join(", ", Shape.PGBENCH.tables())));
    Task task =
        new Task(Subject.CDC, database, Shape.PGBENCH.tables(), true, SLOT, "", work, Map.of());
    Files.createDirectories(task.landing());
    double loadAverage = Machine.loadAverage();
    Process process = commands.command(task).start();
    List<Double> millis;
    try {
      if (StartDetector.await(task, () -> !process.isAlive()) < 0) {
        throw new IOException("cdc ended: " + Files.readString(task.log()));
      }
      load(WARM_UP_SECONDS);
      long from = System.currentTimeMillis();
      load(SECONDS);
      // stops with a last checkpoint, so that all has landed
      process.destroy();
      if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException("cdc did not stop well: " + Files.readString(task.log()));
      }
      millis = read(task.landing(), from);
    } finally {
      process.destroyForcibly();
      database.dropSlot(SLOT);
    }
    long landed = Long.parseLong(database.scalar("SELECT count(*) FROM pgbench_history"));
    long measured = millis.size();
    if (measured < SECONDS * CHANGES_PER_SECOND / 2
        || measured > landed * CHANGES_PER_TRANSACTION) {
      throw new IllegalStateException(
          "%d changes landed, of %d transactions in all".formatted(measured, landed));
    }
    Collections.sort(millis);
    return new Latency(measured, percentile(millis, 50), percentile(millis, 99), loadAverage);
  }

  private void load(int seconds) throws IOException, InterruptedException {
    database.run(
        "pgbench",
        "-n",
        "-c",
        "2",
        "-M",
        "prepared",
        "-R",
        String.valueOf(CHANGES_PER_SECOND / CHANGES_PER_TRANSACTION),
        "-T",
        String.valueOf(seconds));
  }

  private static List<Double> read(Path landing, long from) throws IOException {
    List<Double> millis = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> found = Files.walk(landing)) {
      files =
          found
              .filter(file -> file.toString().endsWith(".json"))
              .filter(file -> !file.toString().contains("/_"))
              .toList();
    }
    for (Path file : files) {
      for (String line : Files.readAllLines(file)) {
        Matcher times = TIMES.matcher(line);
        if (times.find() && Long.parseLong(times.group(1)) >= from) {
          Instant received = Instant.parse(times.group(2));
          Instant committed = Instant.ofEpochMilli(Long.parseLong(times.group(1)));
          millis.add(java.time.Duration.between(committed, received).toNanos() / 1e6);
        }
      }
    }
    return millis;
  }

  private static double percentile(List<Double> sorted, int percent) {
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }
}
