package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.testing.CdcProcess;
import com.cdc.testing.FlinkWeb;
import com.cdc.testing.LiveFiles;
import com.cdc.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Landing and checkpoints that were emptied, put back to an earlier state, or given to two jobs.
 */
@EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
class SharedPlacesITCase {

  private static final String BEGIN_ANEW =
      "Or begin anew: with an empty `landing\\.uri` and `checkpoint\\.uri`, or with an empty"
          + " `checkpoint\\.uri` and `postgres\\.on-lost-slot: resnapshot`";

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private Path directory;

  @Test
  void aLandingEmptiedUnderTheRunStopsItAndEachLaterStart() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "emptied", 5);
    WatchedSlot slot = new WatchedSlot(postgres, table.slot());
    try (DeliveringRun run = DeliveringRun.start(postgres, table, directory)) {
      FileUtils.cleanDirectory(directory.resolve("landing").toFile());
      run.change();

      run.requireEnded(
          "The landing .* does not have manifest .*, which this job wrote", BEGIN_ANEW);
      String confirmed = slot.confirmed();
      DeliveredFiles since = run.delivered();
      run.startAgain();
      run.requireEnded("was emptied or replaced while the job's checkpoint stayed", BEGIN_ANEW);
      assertThat(run.delivered()).isEqualTo(since);
      assertThat(slot.confirmed()).isEqualTo(confirmed);
    }
  }

  @Test
  void aLandingEmptiedBesideAnIdleRunStopsTheNextStart() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "idle", 5);
    WatchedSlot slot = new WatchedSlot(postgres, table.slot());
    try (DeliveringRun run = DeliveringRun.start(postgres, table, directory)) {
      FileUtils.cleanDirectory(directory.resolve("landing").toFile());
      run.stop();
      String confirmed = slot.confirmed();

      run.startAgain();
      run.requireEnded("was emptied or replaced while the job's checkpoint stayed", BEGIN_ANEW);
      assertThat(slot.confirmed()).isEqualTo(confirmed);
    }
  }

  /** Rows are in an open file when it happens: no restart brings them back, the log does. */
  @Test
  void aLandingEmptiedUnderAnOpenFileStopsTheRun() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "opened", 5);
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    try (DeliveringRun run = DeliveringRun.start(table, directory, environment)) {
      run.kill();
      environment.put("CHECKPOINT_INTERVAL", "10 min");
      run.startAgain();
      FlinkWeb web = new FlinkWeb(run.awaitWebUrl());
      run.change();
      await().atMost(DeliveringRun.SOON).until(() -> hasOpenFile(run.landing()));
      FileUtils.cleanDirectory(directory.resolve("landing").toFile());
      web.triggerCheckpoint();

      run.requireEnded("was emptied or replaced", BEGIN_ANEW);
    }
  }

  @Test
  void anOlderCheckpointStopsTheStartBeforeRowsLandTwice() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "older", 5);
    WatchedSlot slot = new WatchedSlot(postgres, table.slot());
    try (DeliveringRun run = DeliveringRun.start(postgres, table, directory)) {
      run.stop();
      Path kept = directory.resolve("kept");
      copy(directory.resolve("checkpoints"), kept);
      run.startAgain();
      run.deliver();
      run.stop();
      DeliveredFiles delivered = run.delivered();
      FileUtils.deleteDirectory(directory.resolve("checkpoints").toFile());
      copy(kept, directory.resolve("checkpoints"));
      String confirmed = slot.confirmed();

      run.requireStoppedAgain(
          delivered,
          "holds what checkpoint \\d+ committed .* would land twice|is ahead of this job's state",
          "egin anew");
      assertThat(slot.confirmed()).isEqualTo(confirmed);
    }
  }

  @Test
  void checkpointsThatAreGoneStopTheStart() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "gone", 5);
    WatchedSlot slot = new WatchedSlot(postgres, table.slot());
    try (DeliveringRun run = DeliveringRun.start(postgres, table, directory)) {
      FileUtils.cleanDirectory(directory.resolve("checkpoints").toFile());
      run.change();
      DeliveredFiles delivered = run.delivered();
      run.requireStopped(
          delivered,
          "The file that says who may write is gone",
          "checkpoint directory was emptied");
      String confirmed = slot.confirmed();
      run.requireStoppedAgain(
          delivered,
          "The landing already holds data of table gone\\.stock_item .*, but this job has no"
              + " checkpoint to continue from");
      assertThat(slot.confirmed()).isEqualTo(confirmed);
    }
  }

  @Test
  void aSecondPipelineOnTheSlotIsRefusedAndTheFirstGoesOn() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "wanted", 5);
    try (DeliveringRun run = DeliveringRun.start(postgres, table, directory)) {
      DeliveredFiles delivered = run.delivered();
      Path theirs = Files.createDirectory(directory.resolve("theirs"));
      Map<String, String> environment = RunEnvironment.of(postgres, table, theirs);
      environment.put("JOB_NAME", "another");
      try (CdcProcess second = CdcProcess.run(theirs, environment, "run")) {
        refused(
            second,
            "Slot `wanted_slot` in database `warehouse` is another pipeline's \\(PID \\d+,"
                + " application `cdc-writer/.*Two pipelines never share a slot");
      }
      run.deliver();
      delivered.requireStillThere(table);
      assertThat(table.faults(run.landing())).isEmpty();
      assertThat(theirs.resolve("landing").toFile().list()).isNullOrEmpty();
    }
  }

  /** Alike in all that they are told: only the servers behind the addresses differ. */
  @Test
  void aPipelineOfAnotherServerInTheSameCheckpointDirectoryIsRefusedAndTheFirstGoesOn()
      throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "alike", 5);
    try (DeliveringRun run = DeliveringRun.start(postgres, table, directory);
        TestPostgres other = TestPostgres.startNew()) {
      AuditedTable theirs = AuditedTable.create(other, "alike", 5);
      Path place = Files.createDirectory(directory.resolve("theirs"));
      Map<String, String> environment = RunEnvironment.of(other, theirs, place);
      environment.put("CHECKPOINT_URI", directory.resolve("checkpoints").toString());
      DeliveredFiles delivered = run.delivered();
      try (CdcProcess second = CdcProcess.run(place, environment, "run")) {
        refused(
            second,
            "`job.name` `tested` is taken under this `checkpoint.uri`, by a pipeline that reads slot"
                + " `alike_slot` in database `warehouse` of another server: its system identifier"
                + " is \\d+, that of the server at localhost:\\d+ is \\d+");
      }
      run.deliver();
      delivered.requireStillThere(table);
      assertThat(table.faults(run.landing())).isEmpty();

      environment.put("JOB_NAME", "another");
      try (DeliveringRun second = DeliveringRun.start(theirs, place, environment)) {
        run.deliver();
        second.deliver();
        run.stop();
        second.stop();
        run.startAgain();
        run.deliver();
        second.startAgain();
        second.deliver();
        assertThat(table.faults(run.landing())).isEmpty();
        assertThat(theirs.faults(second.landing())).isEmpty();
      }
    }
  }

  private static void refused(CdcProcess process, String message) {
    assertThat(process.awaitExit(DeliveringRun.SOON)).isEqualTo(1);
    assertThat(process.stderr()).containsPattern(message);
  }

  private static boolean hasOpenFile(String landing) {
    return LiveFiles.below(Path.of(landing)).stream()
        .anyMatch(file -> file.getFileName().toString().contains("inprogress"));
  }

  private static void copy(Path from, Path to) throws Exception {
    FileUtils.copy(
        new org.apache.flink.core.fs.Path(from.toUri()),
        new org.apache.flink.core.fs.Path(to.toUri()),
        false);
  }
}
