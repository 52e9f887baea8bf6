package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.CollectionUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code docs/guides/flink-sql.sql} as it stands there, over landings written by hand. */
class FlinkSqlReadsLandingITCase {

  private static final Path GUIDE =
      Path.of("").toAbsolutePath().resolveSibling("docs/guides/flink-sql.sql");

  /** A setting, or else a statement. */
  private static final Pattern SETTING = Pattern.compile("SET '([^']+)' = '([^']+)'");

  private static final String MORNING = "date=2026-11-22/hour=06/";
  private static final String LATER = "date=2026-11-22/hour=07/";

  @TempDir Path landing;

  @Test
  void showsTheNewestVersionByPositionOfEveryKeyThatIsNotDeleted() throws IOException {
    land(
        MORNING + "part-0.json",
        version("r", 100, 0, 1, "\"sku\":\"A\",\"price\":\"10.50\""),
        version("r", 100, 0, 2, "\"sku\":\"B\",\"price\":\"1.00\""),
        version("r", 100, 0, 3, "\"sku\":\"C\",\"price\":\"2.00\""),
        version("u", 200, 1, 1, "\"sku\":\"A1\",\"price\":\"11.50\""),
        version("u", 200, 2, 1, "\"sku\":\"A2\",\"price\":\"12.50\""),
        delete(210, 2),
        delete(220, 4));
    land(
        LATER + "part-0.json",
        version("c", 230, 1, 4, "\"sku\":\"again\",\"price\":null"),
        version("u", 90, 1, 3, "\"sku\":\"older than its snapshot\",\"price\":\"9.99\""));

    assertThat(runGuide())
        .containsExactlyInAnyOrder(
            row(1, "A2", new BigDecimal("12.50")),
            row(3, "C", new BigDecimal("2.00")),
            row(4, "again", null));
  }

  @Test
  void forgetsWhatIsOlderThanTheLastTruncate() throws IOException {
    land(
        MORNING + "part-0.json",
        version("r", 100, 0, 1, "\"sku\":\"A\",\"price\":\"1.00\""),
        truncate(1, 150, 2),
        version("c", 150, 1, 2, "\"sku\":\"before, in one transaction\",\"price\":\"1.00\""),
        version("c", 150, 3, 3, "\"sku\":\"after\",\"price\":\"1.00\""),
        truncate(1, 120, 1));

    assertThat(runGuide()).containsExactly(row(3, "after", new BigDecimal("1.00")));
  }

  @Test
  void tellsWhichValuesAnUpdateLeftOut() throws IOException {
    land(
        MORNING + "part-0.json",
        version("c", 100, 1, 1, "\"sku\":\"long\",\"price\":\"1.00\""),
        version("u", 200, 1, 1, "\"price\":\"2.00\",\"__unchanged\":[\"sku\"]"));

    assertThat(runGuide())
        .singleElement()
        .satisfies(row -> assertThat(row.getField("sku")).isNull())
        .satisfies(row -> assertThat(row.getField("__unchanged")).isEqualTo(new String[] {"sku"}));
  }

  @Test
  void passesOverHiddenFiles() throws IOException {
    land(MORNING + "part-0.json", version("c", 100, 1, 1, "\"sku\":\"A\",\"price\":\"1.00\""));
    land(MORNING + ".part-1.json.inprogress.0", "{\"item_id\":2,\"__op\":");
    land(LATER + ".part-2.json.inprogress.0", "{\"item_id\":3,\"__op\":");

    assertThat(runGuide()).containsExactly(row(1, "A", new BigDecimal("1.00")));
  }

  /** Runs every statement and returns what the last one selects. */
  private List<Row> runGuide() throws IOException {
    String script =
        Files.readString(GUIDE)
            .replaceAll("(?m)^--.*$", "")
            .replace("${landing}", landing.toUri().toString());
    Configuration settings = new Configuration();
    List<String> statements = new ArrayList<>();
    for (String statement : script.split(";", -1)) {
      Matcher setting = SETTING.matcher(statement);
      if (setting.find()) {
        settings.setString(setting.group(1), setting.group(2));
      } else if (!statement.isBlank()) {
        statements.add(statement);
      }
    }
    TableEnvironment tables =
        TableEnvironment.create(
            EnvironmentSettings.newInstance().withConfiguration(settings).build());
    String select = statements.remove(statements.size() - 1);
    statements.forEach(tables::executeSql);
    CloseableIterator<Row> rows = tables.executeSql(select).collect();
    return CollectionUtil.iteratorToList(rows);
  }

  private void land(String name, String... records) throws IOException {
    Path file = landing.resolve("cdc.warehouse.stock_item").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", records) + "\n");
  }

  private static String version(
      String operation, long lsn, long seq, long itemId, String otherFields) {
    return """
    {"item_id":%d,%s,"changed_at":"2026-11-22T06:00:00.123456Z","__op":"%s","__deleted":"false",\
    "__epoch":1,"__lsn":%d,"__seq":%d,"__ts_ms":1795327200123,\
    "ingestion_timestamp":"2026-11-22T06:00:01.000000Z"}\
    """
        .formatted(itemId, otherFields, operation, lsn, seq);
  }

  private static String delete(long lsn, long itemId) {
    return """
    {"item_id":%d,"__op":"d","__deleted":"true","__epoch":1,"__lsn":%d,"__seq":1,\
    "__ts_ms":1795327200123,"ingestion_timestamp":"2026-11-22T06:00:01.000000Z"}\
    """
        .formatted(itemId, lsn);
  }

  private static String truncate(long epoch, long lsn, long seq) {
    return """
    {"__op":"t","__deleted":"false","__epoch":%d,"__lsn":%d,"__seq":%d,\
    "__ts_ms":1795327200123,"ingestion_timestamp":"2026-11-22T06:00:01.000000Z"}\
    """
        .formatted(epoch, lsn, seq);
  }

  private static Row row(long itemId, String sku, BigDecimal price) {
    return Row.of(itemId, sku, price, Instant.parse("2026-11-22T06:00:00.123456Z"), null);
  }
}
