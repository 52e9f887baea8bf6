package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.audit.AuditedSchema;
import com.cdc.audit.LandedRow;
import com.cdc.event.TableId;
import com.cdc.testing.Landing;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job that ended inside a transaction skips what it had emitted by counting the messages of all
 * published tables, so it may come back with others captured.
 */
class TablesChangedInsideATransactionITCase {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final int ROWS = 40_000;

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir Path directory;
  private Landing landing;

  @BeforeEach
  void landing() {
    landing = new Landing(directory.resolve("landing"));
  }

  @Test
  void aTableAddedInsideATransactionLeavesTheOthersWhole() throws Exception {
    AuditedSchema schema = AuditedSchema.create(postgres, "added");
    TableId first = schema.create("first", 1);
    TableId second = schema.create("second", 1);
    stopInsideATransaction(schema, List.of(first), first);

    try (LocalPipeline pipeline = LocalPipeline.start(schema.config(), directory)) {
      pipeline.awaitRecords(second, ROWS + 1, record -> record.contains("\"__op\":\"r\""));
      pipeline.awaitRecords(first, ROWS, record -> record.contains("\"__op\":\"c\""));
      pipeline.stop();
    }
    assertThat(created(first)).isEqualTo(all());
    assertThat(schema.foldFaults(landing)).isEmpty();
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aTableRemovedInsideATransactionLeavesTheOthersWhole() throws Exception {
    AuditedSchema schema = AuditedSchema.create(postgres, "removed");
    TableId first = schema.create("first", 1);
    TableId second = schema.create("second", 1);
    stopInsideATransaction(schema, List.of(first, second), first);
    int before = created(second).size();

    try (LocalPipeline pipeline = LocalPipeline.start(schema.config(List.of(first)), directory)) {
      pipeline.awaitRecords(first, ROWS, record -> record.contains("\"__op\":\"c\""));
      pipeline.stop();
    }
    assertThat(created(first)).isEqualTo(all());
    assertThat(created(second).size()).as("rows of the other").isBetween(before, ROWS - 1);
  }

  /** One transaction of rows for both tables by turns, of which a part has landed. */
  private void stopInsideATransaction(AuditedSchema schema, List<TableId> captured, TableId watched)
      throws Exception {
    try (LocalPipeline pipeline =
        LocalPipeline.start(schema.config(captured), directory, Duration.ofMillis(100))) {
      pipeline.awaitRecords(watched, 1, record -> true);
      // what has landed is plain to see here, and the audit takes longer than the rows
      postgres.execute(
          "ALTER TABLE %s.first DISABLE TRIGGER USER".formatted(watched.schema()),
          "ALTER TABLE %s.second DISABLE TRIGGER USER".formatted(watched.schema()));
      postgres.execute(
          """
          DO $$ BEGIN
            FOR i IN 2..%2$d LOOP
              INSERT INTO %1$s.first VALUES (i, repeat('a', 300));
              INSERT INTO %1$s.second VALUES (i, repeat('b', 300));
            END LOOP;
          END $$
          """
              .formatted(watched.schema(), ROWS + 1));
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> landing.parts(watched).size() > 1);
    }
    assertThat(created(watched).size()).as("landed of the transaction").isBetween(1, ROWS - 1);
  }

  /** The ids of the rows that landed as created, in the order of their positions. */
  private List<Integer> created(TableId table) {
    List<LandedRow> created =
        LandedRow.read(landing, table).stream()
            .filter(row -> row.operation().equals("c"))
            .sorted(Comparator.comparing(LandedRow::position))
            .toList();
    assertThat(created.stream().map(LandedRow::position)).doesNotHaveDuplicates();
    return created.stream().map(row -> Integer.valueOf(row.columns().get("id"))).toList();
  }

  private static List<Integer> all() {
    return IntStream.rangeClosed(2, ROWS + 1).boxed().toList();
  }
}
