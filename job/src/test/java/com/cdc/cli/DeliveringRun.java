package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.testing.CdcProcess;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A run of {@code bin/cdc} that has delivered something, to which something happens that must not
 * heal by itself. Each stop is held to: a minute, exit code 1, a message, and a landing and a slot
 * left as they were.
 */
final class DeliveringRun implements AutoCloseable {

  static final Duration SOON = Duration.ofMinutes(3);

  private final AuditedTable table;
  private final Path directory;
  private final Map<String, String> environment;
  private CdcProcess process;
  private int key;

  private DeliveringRun(AuditedTable table, Path directory, Map<String, String> environment) {
    this.table = table;
    this.directory = directory;
    this.environment = environment;
    key = table.rows();
    process = CdcProcess.start(directory, environment, "run");
  }

  /** Starts it and waits until snapshot and stream have delivered. */
  static DeliveringRun start(AuditedTable table, Path directory, Map<String, String> environment) {
    DeliveringRun run = new DeliveringRun(table, directory, environment);
    await()
        .atMost(SOON)
        .until(() -> run.alive() && table.landedReads(run.landing()) == table.rows());
    run.deliver();
    return run;
  }

  /** The same with its places below the directory, on the server itself. */
  static DeliveringRun start(TestPostgres postgres, AuditedTable table, Path directory) {
    return start(table, directory, RunEnvironment.of(postgres, table, directory));
  }

  /** Makes a change and waits until it has landed. */
  void deliver() {
    String change = table.insert(++key);
    await().atMost(SOON).until(() -> alive() && table.hasLanded(landing(), change));
  }

  /** Makes a change that nobody waits for. */
  void change() {
    table.insert(++key);
  }

  String landing() {
    return environment.get("LANDING_URI");
  }

  DeliveredFiles delivered() {
    return DeliveredFiles.of(Path.of(landing()));
  }

  /** SIGKILL: no last checkpoint. */
  void kill() {
    process.kill();
  }

  /** The run stands still meanwhile: it confirms nothing. */
  void whileFrozen(Runnable change) {
    process.freeze();
    try {
      change.run();
    } finally {
      process.thaw();
    }
  }

  /** SIGTERM, and the end of a clean stop. */
  void stop() {
    process.terminate();
    assertThat(process.awaitExit(SOON)).as(process.stderr()).isZero();
  }

  /** Starts it again over what it has left. */
  void startAgain() {
    process.close();
    process = CdcProcess.start(directory, environment, "run");
  }

  /**
   * Waits for the end, and holds the landing against what had been delivered.
   *
   * @param what regular expressions of what its error message says
   */
  void requireStopped(DeliveredFiles delivered, String... what) throws IOException {
    requireEnded(what);
    delivered.requireStillThere(table);
  }

  /** Waits for the end with an error. */
  void requireEnded(String... what) {
    assertThat(process.awaitExit(SOON)).as(process.stderr()).isEqualTo(1);
    String printed = process.stderr();
    String error = printed.substring(Math.max(0, printed.lastIndexOf("error: ")));
    for (String expected : what) {
      assertThat(error).containsPattern(expected);
    }
  }

  /** The same of a start over what is left. */
  void requireStoppedAgain(DeliveredFiles delivered, String... what) throws IOException {
    startAgain();
    requireStopped(delivered, what);
  }

  /** The way out that every message offers leads to a landing that is what the database is now. */
  void requireNewEpochMends(AuditedTable now) {
    environment.put("PG_ON_LOST_SLOT", "resnapshot");
    startAgain();
    await().atMost(SOON).until(() -> alive() && now.isEqual(landing()));
    String change = now.insert(500);
    await().atMost(SOON).until(() -> alive() && now.hasLanded(landing(), change));
  }

  boolean alive() {
    assertThat(process.isAlive()).as(process.stderr()).isTrue();
    return true;
  }

  String awaitWebUrl() {
    return process.awaitWebUrl();
  }

  String log() {
    return process.stderr();
  }

  @Override
  public void close() {
    process.close();
  }
}
