package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.testing.CdcProcess;
import com.cdc.testing.LiveFiles;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a killed pipeline leaves is found, and can go without harm. */
class OrphansITCase {

  private static final Duration SOON = Duration.ofMinutes(3);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private Path directory;

  @Test
  void whatAKilledPipelineLeftIsListedAndDeletedAndEverythingLandsOnce() {
    AuditedTable table = AuditedTable.create(postgres, "orphaned", 100);
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    String landing = environment.get("LANDING_URI");
    try (CdcProcess snapshot = CdcProcess.start(directory, environment, "run")) {
      await().atMost(SOON).until(() -> table.landedReads(landing) == table.rows());
      snapshot.terminate();
      assertThat(snapshot.awaitExit(SOON)).as(snapshot.stderr()).isZero();
    }
    environment.put("CHECKPOINT_INTERVAL", "10 min");
    try (CdcProcess killed = CdcProcess.start(directory, environment, "run")) {
      postgres.execute("INSERT INTO orphaned.stock_item VALUES (101, 1, 'read, and not landed')");
      await().atMost(SOON).until(() -> inProgress().size() == 1);
      killed.kill();
    }
    Path orphan = inProgress().get(0);
    environment.put("CHECKPOINT_INTERVAL", "500 ms");

    assertThat(orphans(environment)).contains("0 orphans, 0 bytes.", "1 younger than 7 d.");
    age(orphan);
    assertThat(orphans(environment))
        .contains("file:" + orphan + "  ", "8 d old: part that was never finished", "1 orphans,");
    assertThat(orphan).exists();
    assertThat(orphans(environment, "--older-than", "9d")).contains("0 orphans,");
    assertThat(orphans(environment, "--delete"))
        .contains("deleted file:" + orphan, "1 orphans deleted");
    assertThat(orphan).doesNotExist();

    try (CdcProcess last = CdcProcess.start(directory, environment, "run")) {
      await().atMost(SOON).untilAsserted(() -> assertThat(table.faults(landing)).isEmpty());
      last.terminate();
      assertThat(last.awaitExit(SOON)).as(last.stderr()).isZero();
    }
    assertThat(table.faults(landing)).isEmpty();
  }

  @Test
  void whatCannotBeDoneSafelyIsRefused() {
    Map<String, String> environment =
        Map.of(
            "LANDING_URI", directory.resolve("landing").toString(),
            "CHECKPOINT_URI", directory.resolve("checkpoints").toString());

    CdcProcess young =
        CdcProcess.run(
            directory, environment, "landing", "orphans", "--delete", "--older-than", "1min");
    assertThat(young.awaitExit(SOON)).isEqualTo(1);
    assertThat(young.stderr()).contains("--delete needs --older-than of at least 2 h");

    CdcProcess blind = CdcProcess.run(directory, environment, "landing", "orphans", "--delete");
    assertThat(blind.awaitExit(SOON)).isEqualTo(1);
    assertThat(blind.stderr()).contains("no complete checkpoint or savepoint", "--checkpoint URI");
  }

  private String orphans(Map<String, String> environment, String... options) {
    List<String> arguments =
        Stream.concat(Stream.of("landing", "orphans"), Stream.of(options)).toList();
    CdcProcess process = CdcProcess.run(directory, environment, arguments.toArray(String[]::new));
    assertThat(process.awaitExit(SOON)).as(process.stderr()).isZero();
    return process.stdout();
  }

  private List<Path> inProgress() {
    return LiveFiles.below(directory.resolve("landing")).stream()
        .filter(file -> file.toString().contains(".inprogress."))
        .toList();
  }

  private static void age(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
