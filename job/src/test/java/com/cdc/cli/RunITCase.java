package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.testing.CdcProcess;
import com.cdc.testing.FlinkWeb;
import com.cdc.testing.LiveFiles;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What {@code cdc run} delivers, stopped and killed as it may be. Environment variables only. */
class RunITCase {

  private static final Duration SOON = Duration.ofMinutes(3);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private Path directory;

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void changesLandExactlyOnceAcrossAStop() {
    AuditedTable table = AuditedTable.create(postgres, "stopped", 2000);
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    String landing = environment.get("LANDING_URI");

    try (CdcProcess first = CdcProcess.start(directory, environment, "run")) {
      await().atMost(SOON).until(() -> table.landedReads(landing) == table.rows());
      try (AuditedWorkload workload = AuditedWorkload.start(table)) {
        await().atMost(SOON).until(() -> table.landedChanges(landing) > 200);
        first.terminate();
        assertThat(first.awaitExit(SOON)).as(first.stderr()).isZero();

        try (CdcProcess second = CdcProcess.start(directory, environment, "run")) {
          long before = table.landedChanges(landing);
          await().atMost(SOON).until(() -> table.landedChanges(landing) > before + 200);
          workload.stop();

          await().atMost(SOON).untilAsserted(() -> assertThat(table.faults(landing)).isEmpty());
          second.terminate();
          assertThat(second.awaitExit(SOON)).as(second.stderr()).isZero();
        }
      }
    }
    assertThat(table.faults(landing)).isEmpty();
    assertThat(table.landedSnapshots(landing)).isEqualTo(1);
  }

  @Test
  void whatWasReadIsVisibleAfterAStop() {
    AuditedTable table = AuditedTable.create(postgres, "visible", 10);
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    environment.put("CHECKPOINT_INTERVAL", "10 min");
    environment.put("FLINK_PROPERTIES", "metrics.fetcher.update-interval: 100");
    String landing = environment.get("LANDING_URI");

    try (CdcProcess snapshot = CdcProcess.start(directory, environment, "run")) {
      FlinkWeb web = new FlinkWeb(snapshot.awaitWebUrl());
      // the version of the table, and its rows
      await().atMost(SOON).until(() -> web.recordsBetweenOperators() == 2);
      assertThat(table.landedReads(landing)).isZero();
      snapshot.terminate();
      assertThat(snapshot.awaitExit(SOON)).as(snapshot.stderr()).isZero();
      assertThat(table.landedReads(landing)).isEqualTo(10);
    }
    try (CdcProcess stream = CdcProcess.start(directory, environment, "run")) {
      FlinkWeb web = new FlinkWeb(stream.awaitWebUrl());
      postgres.execute(
          "INSERT INTO visible.stock_item VALUES (11, 1, 'read, but in no checkpoint yet')");
      // its row, and how far the source is
      await().atMost(SOON).until(() -> web.recordsBetweenOperators() == 2);
      assertThat(table.landedChanges(landing)).isZero();
      stream.terminate();

      assertThat(stream.awaitExit(SOON)).as(stream.stderr()).isZero();
      assertThat(table.faults(landing)).isEmpty();
    }
  }

  @Test
  void changesAndSnapshotRowsLandExactlyOnceAcrossKills() {
    AuditedTable table = AuditedTable.create(postgres, "killed", 60_000);
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    environment.put("CHECKPOINT_INTERVAL", "200 ms");
    environment.put("PG_CHUNK_SIZE", "64 kb");
    String landing = environment.get("LANDING_URI");
    // made by hand, so that the workload may begin before the pipeline
    postgres.execute("SELECT pg_create_logical_replication_slot('killed_slot', 'pgoutput')");

    try (AuditedWorkload workload = AuditedWorkload.start(table)) {
      try (CdcProcess inTheSnapshot = CdcProcess.start(directory, environment, "run")) {
        await().atMost(SOON).until(() -> inTheSnapshot.stderr().contains("Snapshot chunk read"));
        inTheSnapshot.kill();
      }
      try (CdcProcess afterACheckpoint = CdcProcess.start(directory, environment, "run")) {
        await().atMost(SOON).until(() -> table.landedReads(landing) > 0);
        afterACheckpoint.kill();
      }
      try (CdcProcess inTheStream = CdcProcess.start(directory, environment, "run")) {
        await().atMost(SOON).until(() -> table.landedChanges(landing) > 200);
        inTheStream.kill();
      }
      assertThat(table.landedSnapshots(landing))
          .as("snapshots: one began, was killed in the middle, and another went on")
          .isGreaterThan(1);
      try (CdcProcess last = CdcProcess.start(directory, environment, "run")) {
        long before = table.landedChanges(landing);
        await().atMost(SOON).until(() -> table.landedChanges(landing) > before);
        workload.stop();

        await().atMost(SOON).untilAsserted(() -> assertThat(table.faults(landing)).isEmpty());
        assertThat(last.isAlive()).as(last.stderr()).isTrue();
      }
    }
  }

  @Test
  void aRestartOfTheDatabaseIsNoReasonToExit() {
    try (TestPostgres restarted = TestPostgres.startNew()) {
      AuditedTable table = AuditedTable.create(restarted, "restarted", 10);
      Map<String, String> environment = RunEnvironment.of(restarted, table, directory);
      String landing = environment.get("LANDING_URI");
      try (CdcProcess cdc = CdcProcess.start(directory, environment, "run")) {
        await().atMost(SOON).until(() -> table.landedReads(landing) == table.rows());

        restarted.restart();
        restarted.execute("INSERT INTO restarted.stock_item VALUES (11, 1, 'after the restart')");

        await().atMost(SOON).untilAsserted(() -> assertThat(table.faults(landing)).isEmpty());
        assertThat(cdc.isAlive()).as(cdc.stderr()).isTrue();
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aSlotDroppedDuringTheSnapshotEndsTheRunRatherThanLeaveAGap() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "early", 10);
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    postgres.execute("SELECT pg_create_logical_replication_slot('early_slot', 'pgoutput')");
    try (Connection writing = postgres.connect();
        Statement statement = writing.createStatement()) {
      // the snapshot waits for transactions that write
      writing.setAutoCommit(false);
      statement.execute("INSERT INTO early.audit VALUES ('held')");
      try (CdcProcess cdc = CdcProcess.start(directory, environment, "run")) {
        await().atMost(SOON).until(() -> hasCheckpoint(environment.get("CHECKPOINT_URI")));
        cdc.kill();
      }
      writing.rollback();
    }
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(() -> postgres.execute("SELECT pg_drop_replication_slot('early_slot')"));

    try (CdcProcess cdc = CdcProcess.start(directory, environment, "run")) {
      assertThat(cdc.awaitExit(SOON)).isEqualTo(1);
      assertThat(cdc.stderr()).contains("`early_slot` does not exist");
    }
  }

  private static boolean hasCheckpoint(String directory) {
    return LiveFiles.below(Path.of(directory)).stream()
        .anyMatch(file -> file.endsWith("_metadata"));
  }
}
