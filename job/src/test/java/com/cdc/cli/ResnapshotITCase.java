package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.testing.CdcProcess;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ResnapshotITCase {

  private static final Duration SOON = Duration.ofMinutes(3);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private Path directory;

  @Test
  void theRunningJobReadsTheTableAnew() {
    AuditedTable table = AuditedTable.create(postgres, "renewed", 10);
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    String landing = environment.get("LANDING_URI");

    try (CdcProcess job = CdcProcess.start(directory, environment, "run")) {
      await().atMost(SOON).until(() -> table.landedReads(landing) == 10);
      try (CdcProcess request =
          CdcProcess.start(directory, environment, "resnapshot", "--table", "renewed.stock_item")) {
        assertThat(request.awaitExit(SOON)).as(request.stderr()).isZero();
        assertThat(request.stdout()).startsWith("Requested at 0/");
      }

      await().atMost(SOON).until(() -> table.landedSnapshots(landing) == 2);
      assertThat(job.isAlive()).isTrue();
    }
  }

  @Test
  void aTableThatIsNotConfiguredIsRefused() {
    AuditedTable table = AuditedTable.create(postgres, "known", 1);
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);

    try (CdcProcess request =
        CdcProcess.start(directory, environment, "resnapshot", "--table", "known.other")) {
      assertThat(request.awaitExit(SOON)).isEqualTo(1);
      assertThat(request.stderr())
          .contains("Table known.other is not configured; configured are [known.stock_item]")
          .doesNotContain("\tat ");
    }
  }
}
