package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.testing.CdcProcess;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The slot no longer holds what the job's state needs: it ends and names the gap. With {@code
 * -Pstock} the same tests show that flink-cdc's own reading path runs on over it.
 */
class LostSlotITCase {

  private static final Duration SOON = Duration.ofMinutes(3);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private Path directory;

  @Test
  void aDroppedSlotEndsTheRunRatherThanLeaveAGap() {
    AuditedTable table = AuditedTable.create(postgres, "dropped", 10);
    WatchedSlot slot = new WatchedSlot(postgres, table.slot());
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    String landing = environment.get("LANDING_URI");
    try (CdcProcess cdc = start(environment)) {
      await().atMost(SOON).until(() -> table.landedReads(landing) == 10);
      await().atMost(SOON).until(() -> slot.isActive());
    }
    await().atMost(SOON).until(() -> !slot.isActive());
    table.insert(11);
    slot.drop();

    try (CdcProcess cdc = start(environment)) {
      awaitEndOrGap(cdc, table, slot, landing);
      assertThat(cdc.awaitExit(SOON)).isEqualTo(1);
      assertThat(cdc.stderr())
          .contains(
              "Replication slot `dropped_slot` does not exist in database `warehouse`, although"
                  + " this job has state: it was dropped, and changes",
              "postgres.on-lost-slot: resnapshot");
    }
    assertThat(slot.exists()).isFalse();
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void anOlderCheckpointEndsTheRunOnceTheSlotHasMovedOn() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "restored", 10);
    WatchedSlot slot = new WatchedSlot(postgres, table.slot());
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    String landing = environment.get("LANDING_URI");
    try (CdcProcess cdc = start(environment)) {
      await().atMost(SOON).until(() -> table.landedReads(landing) == 10);
    }
    Path storage = directory.resolve("backup");
    for (String stored : List.of("landing", "checkpoints")) {
      copy(directory.resolve(stored), storage.resolve(stored));
    }
    table.insert(11);
    String eleven = slot.serverLsn();
    table.insert(12);
    try (CdcProcess cdc = start(environment)) {
      await().atMost(SOON).until(() -> slot.isConfirmedPast(eleven));
    }
    await().atMost(SOON).until(() -> !slot.isActive());
    for (String stored : List.of("landing", "checkpoints")) {
      FileUtils.deleteDirectory(directory.resolve(stored).toFile());
      copy(storage.resolve(stored), directory.resolve(stored));
    }

    try (CdcProcess cdc = start(environment)) {
      awaitEndOrGap(cdc, table, slot, landing);
      assertThat(cdc.awaitExit(SOON)).isEqualTo(1);
      assertThat(cdc.stderr())
          .containsPattern(
              "Replication slot `restored_slot` is ahead of this job's state: changes from"
                  + " 0/[0-9A-F]+ to 0/[0-9A-F]+ are missing\\.");
    }
  }

  private CdcProcess start(Map<String, String> environment) {
    return CdcProcess.start(directory, environment, "run");
  }

  private static void copy(Path from, Path to) throws IOException {
    FileUtils.copy(
        new org.apache.flink.core.fs.Path(from.toUri()),
        new org.apache.flink.core.fs.Path(to.toUri()),
        false);
  }

  /** If it goes on, it is asked for what it makes of the gap. */
  private static void awaitEndOrGap(
      CdcProcess cdc, AuditedTable table, WatchedSlot slot, String landing) {
    await().atMost(SOON).until(() -> !cdc.isAlive() || slot.isActive());
    if (cdc.isAlive()) {
      String after = table.insert(99);
      await().atMost(SOON).until(() -> !cdc.isAlive() || table.hasLanded(landing, after));
    }
    assertThat(cdc.isAlive()).as("runs on over a gap: %s", table.faults(landing)).isFalse();
  }
}
