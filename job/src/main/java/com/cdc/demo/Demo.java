package com.cdc.demo;

import com.cdc.config.CdcConfig;
import com.cdc.config.CheckpointConfig;
import com.cdc.config.LandingConfig;
import com.cdc.embedded.EmbeddedFlink;
import com.cdc.event.RecordFormat;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.configuration.MemorySize;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the whole way in one run: a real PostgreSQL, its tables' snapshot and a random workload
 * beside it, everything landed as files, and the proof that these fold to the tables. Leaves
 * nothing behind but a landing to keep, however it ends.
 */
public final class Demo {

  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

  private final DemoOptions options;
  private final PrintStream out;
  private final Supplier<Progress> progress;

  /**
   * Of these options.
   *
   * @param progress is asked for when there is some
   */
  public Demo(DemoOptions options, PrintStream out, Supplier<Progress> progress) {
    this.options = options;
    this.out = out;
    this.progress = progress;
  }

  /**
   * Runs it; the last line printed is a {@link Summary} in JSON, unless the options cannot be met.
   *
   * @return the exit code: 0 only if everything landed and was verified
   */
  public int run() {
    Summary summary = Summary.NOTHING;
    try (Cleanup cleanup = new Cleanup()) {
      int port = WebPort.choose(options.port());
      DemoFiles files = cleanup.open(() -> DemoFiles.create(options));
      try {
        summary = demonstrate(cleanup, files, port);
      } catch (Exception e) {
        if (cleanup.isClosing()) {
          return 1;
        }
        LOG.error("The demo failed", e);
        out.println("The demo failed: " + causes(e));
        keep(files);
      }
    } catch (Exception e) {
      // said before anything was started
      out.println(e.getMessage());
      return 1;
    }
    out.println(summary.json());
    return summary.verified() ? 0 : 1;
  }

  private Summary demonstrate(Cleanup cleanup, DemoFiles files, int port) throws Exception {
    out.println("1/5  Starting a PostgreSQL of its own");
    DemoDatabase database = cleanup.open(() -> DemoDatabase.start(files.work()));
    out.printf("     It listens on 127.0.0.1:%d only%n", database.port());
    long snapshotRows = fill(database);

    out.println("3/5  Starting the pipeline");
    long startedAt = System.nanoTime();
    CdcConfig config = config(database, files, port);
    EmbeddedFlink flink = cleanup.open(() -> EmbeddedFlink.start(config));
    out.printf("     Web interface: %s%s%n", flink.webUrl(), portNote(port));

    out.printf(
        "4/5  Snapshot of %,d rows, and %,d random changes beside it%n",
        snapshotRows, options.changes());
    Workload workload =
        cleanup.open(() -> new Workload(options.rows(), options.changes(), options.seed()));
    LandedFiles landed = new LandedFiles(files.landing());
    new Catchup(flink, landed, workload, snapshotRows, options.changes())
        .await(database::connect, progress.get());
    double seconds = (System.nanoTime() - startedAt) / 1e9;

    out.println("5/5  Verifying: the files, folded by position, against the tables");
    flink.stop();
    landed.refresh();
    Proof proof = Proof.of(database, config.landing().uri(), workload.committed());
    proof.print(out);
    new Showcase(landed).print(files.landing(), out);
    keep(files);
    return new Summary(
        snapshotRows,
        workload.committed(),
        proof.landedRows(),
        proof.files(),
        seconds,
        proof.holds());
  }

  private long fill(DemoDatabase database) throws Exception {
    out.println("2/5  Creating warehouse.stock_item and warehouse.stock_movement");
    try (Connection connection = database.connect()) {
      long rows = Warehouse.create(connection, options.rows());
      database.allowCapture();
      out.printf(
          "     %,d rows; both tables are REPLICA IDENTITY FULL, so that a delete carries the whole"
              + " row%n",
          rows);
      return rows;
    }
  }

  private static CdcConfig config(DemoDatabase database, DemoFiles files, int port) {
    String scratch = files.work().resolve("flink").toString();
    return new CdcConfig(
        "cdc-demo",
        2,
        port,
        List.of(database.captureConfig()),
        RecordFormat.DEFAULT,
        new LandingConfig(
            uri(files.landing()), MemorySize.ofMebiBytes(128), Duration.ofMinutes(15)),
        new CheckpointConfig(
            uri(files.checkpoints()), Duration.ofSeconds(1), Duration.ofMinutes(2), 1),
        Map.of("io.tmp.dirs", scratch, "web.tmpdir", scratch, "blob.storage.directory", scratch));
  }

  /** As Flink reads it: characters as they are, nothing percent-encoded. */
  private static String uri(Path directory) {
    return org.apache.flink.core.fs.Path.fromLocalFile(directory.toFile()).toString();
  }

  private String portNote(int port) {
    return port == 0 && options.port() == null
        ? " (port " + DemoOptions.DEFAULT_PORT + " is taken)"
        : "";
  }

  private void keep(DemoFiles files) {
    if (options.out() != null) {
      files.keepLanding();
    }
    out.println(
        files.isLandingKept()
            ? "The files stay in " + files.landing()
            : "The files are deleted now; --keep or --out DIR keeps them");
  }

  private static String causes(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      if (text.indexOf(message) < 0) {
        text.append(text.isEmpty() ? "" : "\n  caused by: ").append(message);
      }
    }
    return text.toString();
  }
}
