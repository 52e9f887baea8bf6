package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.testing.Landing;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a table between two chunks that are not of the same snapshot. */
class InterruptedSnapshotTest {

  private static final int ROWS = 60_000;

  private static TestPostgres postgres;

  @TempDir Path directory;

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.startNew();
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

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

  /** Stops hard when some chunks have landed and others have not. */
  private void interrupt(TableId table) throws Exception {
    try (LocalPipeline pipeline = start(table)) {
      pipeline.awaitRecords(table, 1, r -> true);
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
    PostgresConfig config =
        postgres
            .config(List.of(table), table.name(), table.name())
            .withChunkSize(MemorySize.parse("64kb"));
    return LocalPipeline.start(config, directory);
  }
}
