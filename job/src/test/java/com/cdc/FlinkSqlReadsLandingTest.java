package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code docs/guides/flink-sql.sql} as it stands there. */
class FlinkSqlReadsLandingTest {

  private static final Path GUIDE =
      Path.of("").toAbsolutePath().resolveSibling("docs/guides/flink-sql.sql");

  @TempDir Path landing;

  @Test
  void newestVersionByPositionOfEveryKeyThatIsNotDeleted() throws Exception {
    part(
        "date=2026-11-22/hour=06/part-0.json",
        row("r", 1, 100, 0, "A", "10.50", "2026-11-22T05:59:58.123456Z"),
        row("r", 2, 100, 0, "B", "1.00", "2026-11-22T05:59:58Z"),
        row("r", 3, 100, 0, "C", "2.00", "2026-11-22T05:59:58Z"),
        row("u", 1, 200, 1, "A1", "11.50", "2026-11-22T06:10:00Z"),
        row("u", 1, 200, 2, "A2", "12.50", "2026-11-22T06:10:00Z"),
        "{\"item_id\":2,\"__op\":\"d\",\"__deleted\":\"true\",\"__epoch\":1,\"__lsn\":210,\"__seq\":1}",
        "{\"item_id\":4,\"__op\":\"d\",\"__deleted\":\"true\",\"__epoch\":1,\"__lsn\":220,\"__seq\":1}");
    part(
        "date=2026-11-22/hour=07/part-0.json",
        row("c", 4, 230, 1, "again", null, "2026-11-22T07:00:00Z"),
        // a late file: older than what hour=06 holds
        row("u", 3, 90, 1, "stale", "9.99", "2026-11-22T07:00:00Z"));
    part("date=2026-11-22/hour=07/.part-1.json.inprogress.0", "{\"item_id\":5,\"__op\":\"c\",");
    part("../_manifests/date=2026-11-22/1.json", "{\"version\":1}");

    assertThat(runGuide())
        .containsExactlyInAnyOrder(
            Row.of(1L, "A2", new BigDecimal("12.50"), Instant.parse("2026-11-22T06:10:00Z")),
            Row.of(3L, "C", new BigDecimal("2.00"), Instant.parse("2026-11-22T05:59:58Z")),
            Row.of(4L, "again", null, Instant.parse("2026-11-22T07:00:00Z")));
  }

  private List<Row> runGuide() throws Exception {
    String script = Files.readString(GUIDE).replace("${landing}", landing.toUri().toString());
    TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.inBatchMode());
    List<Row> rows = new ArrayList<>();
    for (String statement : script.replaceAll("(?m)^--.*$", "").split(";")) {
      if (statement.isBlank()) {
        continue;
      }
      if (statement.strip().startsWith("SET ")) {
        continue;
      }
      try (CloseableIterator<Row> result = tables.executeSql(statement).collect()) {
        if (statement.strip().startsWith("SELECT")) {
          result.forEachRemaining(rows::add);
        }
      }
    }
    return rows;
  }

  private void part(String name, String... records) throws IOException {
    Path file = landing.resolve("cdc.warehouse.stock_item").resolve(name).normalize();
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", records) + "\n");
  }
}
