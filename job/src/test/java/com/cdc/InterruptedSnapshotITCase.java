package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.testing.Landing;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.TestPostgres;
import com.cdc.verify.LandingVerifier;
import com.cdc.verify.TableReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a table between two chunks that are not of the same snapshot. */
class InterruptedSnapshotITCase {

  private static final int ROWS = 60_000;

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir Path directory;

  @Test
  void aKeyThatWasReplacedEndsTheJobWithTheWayOut() throws Exception {
    TableId table = table("replaced");
    interrupt(table);
    postgres.execute("ALTER TABLE replaced DROP CONSTRAINT replaced_pkey, ADD PRIMARY KEY (other)");

    try (LocalPipeline pipeline = start(table)) {
      assertThat(pipeline.flink().terminated())
          .failsWithin(Duration.ofSeconds(60))
          .withThrowableThat()
          .havingRootCause()
          .withMessageStartingWith("The key of table public.replaced was replaced")
          .withMessageContaining("it was [id] and is now [other]")
          .withMessageContaining("Take the table out of `postgres.tables`");
    }
  }

  @Test
  void aRowThatMovedIntoAChunkThatWasReadKeepsItsUnchangedValues() throws Exception {
    TableId table = table("moved");
    interrupt(table);
    postgres.execute("UPDATE moved SET id = -1 WHERE id = %d".formatted(ROWS));

    try (LocalPipeline pipeline = start(table)) {
      awaitReadAnew(pipeline, table);
      pipeline.stop();
    }
    assertEqual(table);
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void theSameHoldsBesideTheStreamWhenTheSnapshotsConnectionIsLost() throws Exception {
    TableId table = table("added");
    postgres.execute(
        "CREATE TABLE before (id int PRIMARY KEY)",
        "ALTER PUBLICATION added ADD TABLE before",
        "INSERT INTO before VALUES (1)");
    TableId before = new TableId("public", "before");
    try (LocalPipeline pipeline = start("added", before)) {
      pipeline.awaitRecords(before, 1, r -> true);
      pipeline.stop();
    }
    try (LocalPipeline pipeline = start("added", before, table)) {
      pipeline.awaitRecords(table, 1, r -> isRead(1, r));
      postgres.execute(
          "UPDATE added SET id = -1 WHERE id = %d".formatted(ROWS),
          "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE temporary");
      assertThat(pipeline.landing().records(table)).hasSizeBetween(1, ROWS - 1);
      awaitReadAnew(pipeline, table);
      pipeline.stop();
    }
    assertEqual(table);
  }

  /** From the row that moved to the front to the last one, in one snapshot. */
  private static void awaitReadAnew(LocalPipeline pipeline, TableId table) {
    pipeline.awaitRecords(table, 1, r -> isRead(-1, r));
    String first =
        pipeline.landing().records(table).stream()
            .filter(r -> isRead(-1, r))
            .findFirst()
            .orElseThrow();
    String point = first.substring(first.indexOf("\"__lsn\""), first.indexOf("\"__seq\""));
    pipeline.awaitRecords(table, 1, r -> isRead(ROWS - 1, r) && r.contains(point));
  }

  private static boolean isRead(int id, String landed) {
    return landed.startsWith("{\"id\":%d,".formatted(id)) && landed.contains("\"__op\":\"r\"");
  }

  /** Stops hard when the first chunk has landed and others have not. */
  private void interrupt(TableId table) throws Exception {
    try (LocalPipeline pipeline = start(table)) {
      pipeline.awaitRecords(table, 1, r -> isRead(1, r));
    }
    assertThat(new Landing(directory.resolve("landing")).records(table))
        .hasSizeBetween(1, ROWS - 1);
  }

  private static TableId table(String name) {
    postgres.execute(
        "CREATE TABLE %s (id int PRIMARY KEY, other int NOT NULL, doc text)".formatted(name),
        "ALTER TABLE %s ALTER doc SET STORAGE EXTERNAL".formatted(name),
        "INSERT INTO %s SELECT i, i FROM generate_series(1, %d) i".formatted(name, ROWS),
        "UPDATE %s SET doc = repeat('x', 5000) WHERE id = %d".formatted(name, ROWS),
        "ANALYZE " + name,
        "CREATE PUBLICATION %s FOR TABLE %s".formatted(name, name));
    return new TableId("public", name);
  }

  private LocalPipeline start(TableId table) throws Exception {
    return start(table.name(), table);
  }

  private LocalPipeline start(String name, TableId... tables) throws Exception {
    PostgresConfig config =
        postgres.config(List.of(tables), name, name).withChunkSize(MemorySize.parse("16kb"));
    return LocalPipeline.start(config, directory);
  }

  private void assertEqual(TableId table) throws Exception {
    try (Connection connection = postgres.connect()) {
      TableReport report =
          new LandingVerifier(connection, "file:" + directory.resolve("landing")).verify(table);
      assertThat(report.isEqual()).as(report.toString()).isTrue();
    }
  }
}
