package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.ConfigLoader;
import com.cdc.lease.PipelineIdentity;
import com.cdc.lease.WriterClaim;
import com.cdc.testing.CdcProcess;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two instances with one configuration: one writes, the other waits. */
class OneWriterITCase {

  private static final Duration SOON = Duration.ofMinutes(3);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private Path directory;

  @Test
  void aSecondInstanceWaitsAndTakesOverWhenTheFirstEnds() {
    AuditedTable table = AuditedTable.create(postgres, "waiting", 10);
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    String landing = environment.get("LANDING_URI");
    // made by hand, so that the workload may begin before the pipeline
    postgres.execute(
        "SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(table.slot()));
    try (CdcProcess first = CdcProcess.start(directory, environment, "run");
        AuditedWorkload workload = AuditedWorkload.start(table)) {
      await().atMost(SOON).until(() -> table.landedChanges(landing) > 50);
      try (CdcProcess second = CdcProcess.start(directory, environment, "run")) {
        await()
            .atMost(SOON)
            .until(() -> second.stderr().contains("Waiting: another instance of this pipeline"));
        assertThat(second.stderr()).contains("holders=PID ", "application `cdc-writer/");
        assertThat(second.stdout()).doesNotContain("Running");

        first.terminate();
        assertThat(first.awaitExit(SOON)).as(first.stderr()).isZero();
        second.awaitWebUrl();
        long before = table.landedChanges(landing);
        await().atMost(SOON).until(() -> table.landedChanges(landing) > before + 50);
        workload.stop();

        await().atMost(SOON).untilAsserted(() -> assertThat(table.faults(landing)).isEmpty());
      }
    }
    assertThat(table.landedSnapshots(landing)).isEqualTo(1);
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aWaitingInstanceCanBeStopped() {
    AuditedTable table = AuditedTable.create(postgres, "unneeded", 10);
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    try (CdcProcess first = CdcProcess.start(directory, environment, "run")) {
      first.awaitWebUrl();
      try (CdcProcess second = CdcProcess.start(directory, environment, "run")) {
        await().atMost(SOON).until(() -> second.stderr().contains("Waiting: another instance"));

        second.terminate();

        assertThat(second.awaitExit(SOON)).as(second.stderr()).isZero();
      }
      assertThat(first.isAlive()).isTrue();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aFrozenInstanceIsReplacedAndEndsWhenItGoesOn() {
    AuditedTable table = AuditedTable.create(postgres, "frozen", 2000);
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    // long enough for rows that are read and in no file yet
    environment.put("CHECKPOINT_INTERVAL", "3 s");
    String landing = environment.get("LANDING_URI");
    // made by hand, so that the workload may begin before the pipeline
    postgres.execute(
        "SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(table.slot()));
    try (CdcProcess first = CdcProcess.start(directory, environment, "run");
        AuditedWorkload workload = AuditedWorkload.start(table)) {
      await().atMost(SOON).until(() -> table.landedChanges(landing) > 100);
      first.freeze();

      try (CdcProcess second = CdcProcess.start(directory, environment, "run")) {
        second.awaitWebUrl();
        long before = table.landedChanges(landing);
        await().atMost(SOON).until(() -> table.landedChanges(landing) > before);
        first.thaw();

        assertThat(first.awaitExit(SOON)).as(first.stderr()).isEqualTo(1);
        assertThat(first.stderr())
            .contains("Another instance of this pipeline has become the writer");
        long after = table.landedChanges(landing);
        await().atMost(SOON).until(() -> table.landedChanges(landing) > after + 50);
        workload.stop();

        await().atMost(SOON).untilAsserted(() -> assertThat(table.faults(landing)).isEmpty());
        assertThat(second.isAlive()).as(second.stderr()).isTrue();
      }
    }
    assertThat(table.landedSnapshots(landing)).isEqualTo(1);
  }

  @Test
  void anIdleInstanceThatIsReplacedWhileFrozenLeavesWhatItsSuccessorResumesFrom() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "idle", 10);
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    environment.put("CHECKPOINT_INTERVAL", "100 ms");
    PipelineIdentity pipeline = PipelineIdentity.of(ConfigLoader.load(null, environment));
    try (CdcProcess run = CdcProcess.start(directory, environment, "run")) {
      await().atMost(SOON).until(() -> table.landedReads(environment.get("LANDING_URI")) == 10);
      run.freeze();
      WriterClaim claim = pipeline.claimInForce().orElseThrow();
      Path checkpoint = newest(Path.of(environment.get("CHECKPOINT_URI")), claim);

      pipeline.nextClaim(Optional.of(claim), claim.jobs()).write();
      run.thaw();

      await().atMost(SOON).until(() -> !run.isAlive() || !Files.exists(checkpoint));
      assertThat(checkpoint).exists();
      assertThat(run.awaitExit(SOON)).as(run.stderr()).isEqualTo(1);
      assertThat(run.stderr()).contains("Another instance of this pipeline has become the writer");
    }
  }

  private static Path newest(Path checkpoints, WriterClaim claim) throws IOException {
    try (Stream<Path> found = Files.list(checkpoints.resolve(claim.jobs().get(0)))) {
      return found
          .filter(path -> Files.exists(path.resolve("_metadata")))
          .max(
              Comparator.comparing(
                  path -> Integer.valueOf(path.toString().replaceAll(".*chk-", ""))))
          .orElseThrow();
    }
  }
}
