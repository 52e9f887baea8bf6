package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.event.Operation;
import com.cdc.event.TableId;
import com.cdc.testing.CdcProcess;
import com.cdc.testing.TestPostgres;
import com.cdc.verify.LandedRecord;
import com.cdc.verify.LandingReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The values that flink-cdc's own reading path loses or changes. With {@code -Pstock} the same
 * tests show that it does.
 */
class LostValuesITCase {

  private static final Duration SOON = Duration.ofMinutes(3);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private Path directory;

  @Test
  void numericNaNLands() {
    assertLandsFromSnapshotAndStream(
        "nan", "a numeric, b numeric(10, 2)", "'NaN', 'NaN'", Map.of("a", "NaN", "b", "NaN"));
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void numericInfinityLands() {
    assertLandsFromSnapshotAndStream(
        "infinite",
        "a numeric, b numeric",
        "'Infinity', '-Infinity'",
        Map.of("a", "Infinity", "b", "-Infinity"));
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void microsecondsErasAndInfiniteDatesLand() {
    assertLandsFromSnapshotAndStream(
        "moments",
        """
        micros time, era date, era_at timestamp, never date, ever date, never_at timestamp,
        ever_at timestamp, never_tz timestamptz, ever_tz timestamptz
        """,
        """
        '12:34:56.789012', '0044-03-15 BC', '0044-03-15 12:00:00.000001 BC', 'infinity',
        '-infinity', 'infinity', '-infinity', 'infinity', '-infinity'
        """,
        Map.of(
            "micros", "12:34:56.789012",
            "era", "-0043-03-15",
            "era_at", "-0043-03-15T12:00:00.000001",
            "never", "infinity",
            "ever", "-infinity",
            "never_at", "infinity",
            "ever_at", "-infinity",
            "never_tz", "infinity",
            "ever_tz", "-infinity"));
  }

  @Test
  void unchangedToastIsNamedAndNotMadeUp() {
    TableId table = table("toasted", "n int, t text, b bytea, a text[]");
    postgres.execute(
        """
        ALTER TABLE toasted.item ALTER t SET STORAGE EXTERNAL, ALTER b SET STORAGE EXTERNAL,
          ALTER a SET STORAGE EXTERNAL
        """,
        """
        INSERT INTO toasted.item VALUES (1, 1, repeat('t', 9000),
          decode(repeat('ab', 9000), 'hex'), array_fill('a'::text, ARRAY[3000]))
        """);
    try (CdcProcess cdc = start(table)) {
      await().atMost(SOON).until(() -> records(table, Operation.READ).size() == 1);
      postgres.execute("UPDATE toasted.item SET n = 2");
      await().atMost(SOON).until(() -> records(table, Operation.UPDATE).size() == 1);
    }

    LandedRecord update = records(table, Operation.UPDATE).get(0);
    assertThat(update.columns()).isEqualTo(Map.of("item_id", "1", "n", "2"));
    assertThat(update.unchanged()).isEqualTo(Set.of("t", "b", "a"));
  }

  /** One row by the snapshot and one by the stream. */
  private void assertLandsFromSnapshotAndStream(
      String schema, String columns, String values, Map<String, String> landed) {
    TableId table = table(schema, columns);
    postgres.execute("INSERT INTO %s VALUES (1, %s)".formatted(table, values));
    try (CdcProcess cdc = start(table)) {
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(records(table, Operation.READ)).as("by the snapshot").hasSize(1));
      postgres.execute("INSERT INTO %s VALUES (2, %s)".formatted(table, values));
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(records(table, Operation.CREATE)).as("by the stream").hasSize(1));
    }
    SoftAssertions.assertSoftly(
        softly -> {
          softly.assertThat(values(table, Operation.READ)).as("by the snapshot").isEqualTo(landed);
          softly.assertThat(values(table, Operation.CREATE)).as("by the stream").isEqualTo(landed);
        });
  }

  private static TableId table(String schema, String columns) {
    postgres.execute(
        "CREATE SCHEMA " + schema,
        "CREATE TABLE %s.item (item_id int PRIMARY KEY, %s)".formatted(schema, columns),
        "CREATE PUBLICATION %1$s_pub FOR TABLE %1$s.item".formatted(schema));
    return new TableId(schema, "item");
  }

  private CdcProcess start(TableId table) {
    Map<String, String> environment =
        RunEnvironment.of(
            postgres, table, table.schema() + "_pub", table.schema() + "_slot", directory);
    environment.put("CHECKPOINT_INTERVAL", "200 ms");
    return CdcProcess.start(directory, environment, "run");
  }

  private Map<String, String> values(TableId table, Operation operation) {
    Map<String, String> columns = records(table, operation).get(0).columns();
    columns.remove("item_id");
    return columns;
  }

  private List<LandedRecord> records(TableId table, Operation operation) {
    List<LandedRecord> records = new ArrayList<>();
    try {
      new LandingReader(directory.resolve("landing").toString()).read(table, records::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    records.removeIf(record -> record.operation() != operation);
    return records;
  }
}
