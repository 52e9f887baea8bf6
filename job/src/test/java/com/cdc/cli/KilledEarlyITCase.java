package com.cdc.cli;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.testing.CdcProcess;
import com.cdc.testing.LiveFiles;
import com.cdc.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class KilledEarlyITCase {

  private static final Duration SOON = Duration.ofMinutes(3);

  @TempDir private Path directory;

  @Test
  void aRunKilledBetweenItsSlotAndItsFirstCheckpointLosesNothing() throws Exception {
    try (TestPostgres postgres = TestPostgres.startNew()) {
      AuditedTable table = AuditedTable.create(postgres, "early", 100);
      Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
      Path checkpoints = Path.of(environment.get("CHECKPOINT_URI"));
      // while it is being made it is active, and would not outlive its connection
      String slot =
          "SELECT count(*) FROM pg_replication_slots"
              + " WHERE slot_name = 'early_slot' AND NOT active";
      environment.put("CHECKPOINT_INTERVAL", "10 min");
      try (CdcProcess killed = CdcProcess.start(directory, environment, "run")) {
        await().atMost(SOON).until(() -> postgres.query(slot).equals("1"));
        killed.kill();
      }
      assertThat(checkpointFiles(checkpoints)).isEmpty();
      assertThat(postgres.query(slot)).isEqualTo("1");
      // from here on the slot holds what happens; a new one would not
      postgres.execute(
          "UPDATE early.stock_item SET note = 'while nobody ran' WHERE item_id = 1",
          "DELETE FROM early.stock_item WHERE item_id = 2",
          "INSERT INTO early.stock_item VALUES (101, 1, 'while nobody ran')");

      environment.put("CHECKPOINT_INTERVAL", "500 ms");
      String landing = environment.get("LANDING_URI");
      try (CdcProcess next = CdcProcess.start(directory, environment, "run")) {
        await().atMost(SOON).until(() -> table.landedChanges(landing) >= 3);
        next.terminate();
        assertThat(next.awaitExit(SOON)).as(next.stderr()).isZero();
      }
      assertThat(table.faults(landing)).isEmpty();
      assertThat(table.landedReads(landing)).isEqualTo(100);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aRunThatIsStartedWhileTheDatabaseIsDownWaitsForItOnceItHasRunBefore() throws Exception {
    try (TestPostgres postgres = TestPostgres.startNew()) {
      AuditedTable table = AuditedTable.create(postgres, "down", 10);
      Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
      String landing = environment.get("LANDING_URI");
      postgres.stop();
      CdcProcess first = CdcProcess.run(directory, environment, "run");
      assertThat(first.awaitExit(SOON)).as(first.stdout()).isEqualTo(1);
      assertThat(first.stderr()).contains("Nothing accepts connections");

      postgres.start();
      try (CdcProcess killed = CdcProcess.start(directory, environment, "run")) {
        await().atMost(SOON).until(() -> table.landedReads(landing) == 10);
        killed.kill();
      }
      postgres.crash();
      try (CdcProcess next = CdcProcess.start(directory, environment, "run")) {
        await().atMost(SOON).until(() -> next.stderr().contains("trying again"));
        postgres.start();
        table.insert(11);
        await().atMost(SOON).until(() -> table.landedChanges(landing) == 1);
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aRunThatIsStoppedWhileItReadsItsCheckpointStopsCleanly() throws Exception {
    try (TestPostgres postgres = TestPostgres.startNew()) {
      AuditedTable table = AuditedTable.create(postgres, "reading", 10);
      Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
      String landing = environment.get("LANDING_URI");
      try (CdcProcess first = CdcProcess.start(directory, environment, "run")) {
        await().atMost(SOON).until(() -> table.landedReads(landing) == 10);
        first.terminate();
        assertThat(first.awaitExit(SOON)).as(first.stderr()).isZero();
      }
      Path checkpoints = Path.of(environment.get("CHECKPOINT_URI"));
      for (String metadata : checkpointFiles(checkpoints)) { // whoever reads a pipe waits
        Files.move(Path.of(metadata), Path.of(metadata + ".kept"));
        assertThat(new ProcessBuilder("mkfifo", metadata).start().waitFor()).isZero();
      }
      try (CdcProcess waiting = CdcProcess.start(directory, environment, "run")) {
        waiting.awaitWebUrl();
        waiting.terminate();
        assertThat(waiting.awaitExit(SOON)).as(waiting.stderr()).isZero();
      }
      for (String metadata : checkpointFiles(checkpoints)) {
        Files.move(Path.of(metadata + ".kept"), Path.of(metadata), REPLACE_EXISTING);
      }
      try (CdcProcess next = CdcProcess.start(directory, environment, "run")) {
        table.insert(11);
        await().atMost(SOON).until(() -> next.isAlive() && table.landedChanges(landing) == 1);
      }
      assertThat(table.landedReads(landing)).isEqualTo(10);
    }
  }

  private static String[] checkpointFiles(Path root) {
    return LiveFiles.below(root).stream()
        .filter(file -> file.endsWith("_metadata"))
        .map(Path::toString)
        .toArray(String[]::new);
  }
}
