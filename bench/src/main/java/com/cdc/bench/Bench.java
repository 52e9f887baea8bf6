package com.cdc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Measures the asked cases and puts the medians into bench/results. */
public final class Bench {

  private final BenchOptions options;
  private final Path root;
  private final Results results;

  private Bench(BenchOptions options, Path root) throws IOException, InterruptedException {
    this.options = options;
    this.root = root;
    this.results = Results.open(root, options.command());
  }

  /** Runs in the root of a built checkout; see {@link BenchOptions} for the arguments. */
  public static void main(String[] args) throws Exception {
    Path root = Path.of("").toAbsolutePath();
    new Bench(BenchOptions.parse(args), root).run();
  }

  private void run() throws IOException, InterruptedException, SQLException {
    Path work = Files.createTempDirectory("cdc-bench-");
    PostgresServer server = PostgresServer.start(work);
    Thread hook = new Thread(() -> end(server, work));
    Runtime.getRuntime().addShutdownHook(hook);
    System.out.printf("%s, %s%n", server.version(), options.command());
    for (BenchCase benchCase : options.cases()) {
      measure(server, benchCase, work);
    }
    if (options.others().contains(BenchOptions.LATENCY)) {
      latency(server, work);
    }
    if (options.others().contains(BenchOptions.SMALL_FILES)) {
      smallFiles(server, work);
    }
  }

  private void measure(PostgresServer server, BenchCase benchCase, Path work)
      throws IOException, InterruptedException, SQLException {
    System.out.println(benchCase.label());
    Database database = server.create(databaseName(benchCase.label()));
    Path scratch = scratch(work, benchCase.label());
    try (Places places = Places.of(benchCase.subjects(), root, scratch)) {
      Map<Subject, List<Measurement>> measured =
          new CaseRun(benchCase, database, new SubjectCommands(root), scratch, places)
              .measure(options.rowsOf(benchCase), options.runs(), Bench::print);
      results.put(benchCase, measured);
    } finally {
      server.drop(database);
    }
  }

  private void latency(PostgresServer server, Path work)
      throws IOException, InterruptedException, SQLException {
    System.out.println(BenchOptions.LATENCY);
    Database database = server.create(databaseName(BenchOptions.LATENCY));
    try {
      Path scratch = scratch(work, BenchOptions.LATENCY);
      LatencyRun.Latency latency =
          new LatencyRun(database, new SubjectCommands(root), scratch).measure();
      System.out.printf(
          "  p50 %.1f ms, p99 %.1f ms, %,d changes%n",
          latency.p50Millis(), latency.p99Millis(), latency.changes());
      results.put(latency);
    } finally {
      server.drop(database);
    }
  }

  private void smallFiles(PostgresServer server, Path work)
      throws IOException, InterruptedException, SQLException {
    System.out.println(BenchOptions.SMALL_FILES);
    Database database = server.create(databaseName(BenchOptions.SMALL_FILES));
    try {
      Path scratch = scratch(work, BenchOptions.SMALL_FILES);
      double loadAverage = Machine.loadAverage();
      List<SmallFiles> measured =
          new SmallFilesRun(database, new SubjectCommands(root), scratch, options.seconds())
              .measure();
      results.putSmallFiles(measured, loadAverage);
      System.out.println(Files.readString(root.resolve("bench/results/small-files.md")));
    } finally {
      server.drop(database);
    }
  }

  private static void print(Subject subject, Measurement measurement) {
    System.out.printf(
        "  %-18s %,9d rows %8.2f s %,10.0f rows/s %7.2f CPU s/M rows %6.0f MB  load %.2f%n",
        subject.label(),
        measurement.rows(),
        measurement.seconds(),
        measurement.rowsPerSecond(),
        measurement.cpuSecondsPerMillionRows(),
        measurement.peakRssMb(),
        measurement.loadAverage());
  }

  private static String databaseName(String label) {
    return label.replace('-', '_');
  }

  private static Path scratch(Path work, String label) throws IOException {
    return Files.createDirectory(work.resolve(label));
  }

  /** However it ended: nothing goes on running, nothing stays but the results. */
  private static void end(PostgresServer server, Path work) {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    try {
      server.close();
      Directories.delete(work);
    } catch (IOException | InterruptedException e) {
      System.err.println("Could not clean up " + work + ": " + e.getMessage());
    }
  }
}
