package com.cdc.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.testing.CdcProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way: PostgreSQL under changes, {@code cdc run}, its landing, and the notebooks as they
 * are shipped, on Spark and Delta. {@code -Dcdc.lakehouse.seed=N} repeats a workload.
 */
class LakehouseITCase {

  private static final Path NOTEBOOKS = Path.of("../databricks");
  private static final long SEED =
      Long.getLong("cdc.lakehouse.seed", ThreadLocalRandom.current().nextInt(1_000_000));
  private static final int ROUNDS = "all".equals(System.getProperty("cdc.tests")) ? 3 : 1;

  private static final String PRICE_LIST =
      """
      {"source": "warehouse.price list", "path": "cdc.warehouse.price%20list",
       "bronze": "bronze.warehouse_price_list", "silver": "silver.price_list",
       "keys": ["item_id", "valid from"], "scd": [1, 2],
       "columns": {"item_id": "BIGINT", "valid from": "DATE", "unit price": "DECIMAL(10,2)",
                   "date": "DATE", "note": "STRING"}}
      """;

  private static final String REMAINING_STOCK =
      """
      SELECT i.item_id, i.sku, i.name, i.location_id, i.initial_qty,
             coalesce(sum(m.qty) FILTER (WHERE m.type = 'IN'), 0),
             coalesce(sum(m.qty) FILTER (WHERE m.type = 'OUT'), 0),
             coalesce(i.initial_qty, 0) + coalesce(sum(CASE m.type WHEN 'IN' THEN m.qty ELSE -m.qty END), 0)
        FROM warehouse.stock_item i LEFT JOIN warehouse.stock_movement m USING (item_id)
       GROUP BY i.item_id
      """;

  private static final String RUNNING_OUT =
      """
      SELECT item_id, out_qty, greatest(remaining, 0)::float8 * 14 / out_qty
        FROM (SELECT i.item_id,
                     coalesce(i.initial_qty, 0) + sum(CASE m.type WHEN 'IN' THEN m.qty ELSE -m.qty END) AS remaining,
                     sum(m.qty) FILTER (WHERE m.type = 'OUT' AND m.created_at >= now() - interval '14 days') AS out_qty
                FROM warehouse.stock_item i JOIN warehouse.stock_movement m USING (item_id)
               GROUP BY i.item_id) s
       WHERE out_qty > 0
      """;

  /** A version that is the same as the one before it is none: the snapshot may repeat a row. */
  private static final String DIFFERING_VERSIONS =
      """
      SELECT item_id, valid_from, row_number() OVER (PARTITION BY item_id, valid_from ORDER BY n), version
        FROM (SELECT *, lag(version) OVER (PARTITION BY item_id, valid_from ORDER BY n) AS earlier FROM (%s) v) w
       WHERE version IS DISTINCT FROM earlier
      """;

  private static final String HISTORY =
      """
      SELECT item_id, `valid from` AS valid_from, __pos AS n,
             concat_ws('/', `unit price`, coalesce(string(date), 'null'), coalesce(md5(note), 'null')) AS version
        FROM silver.price_list_history_cdc WHERE NOT __deleted
      """;

  private static final String CATALOG = "spark_catalog";

  @TempDir Path directory;

  @Test
  void silverAndGoldAreWhatTheDatabaseHasAfterEveryRound() throws Exception {
    SparkSession spark = LocalSpark.shared();
    Configuration configuration = Configuration.shipped().with(PRICE_LIST);
    Map<String, String> widgets = widgets(configuration.write(directory.resolve("tables.json")));

    try (SourceDatabase database =
        SourceDatabase.start(Files.createDirectory(directory.resolve("pg")))) {
      WarehouseWorkload workload = new WarehouseWorkload(database.connection(), SEED);
      workload.fill();
      try (CdcProcess capture =
          CdcProcess.start(directory, database.captureInto(directory), "run")) {
        database.awaitSlot(() -> requireAlive(capture));
        for (int round = 1; round <= ROUNDS; round++) {
          workload.run(100);
          workload.truncate();
          workload.run(100);
          database.awaitLanded(() -> requireAlive(capture));

          NotebookRunner.run(spark, NOTEBOOKS.resolve("01_bronze_ingestion.py"), widgets);
          assertThat(NotebookRunner.run(spark, NOTEBOOKS.resolve("01_bronze_checks.py"), widgets))
              .hasValueSatisfying(
                  compared ->
                      assertThat(compared).containsPattern("stock_item: [1-9][0-9]* files"));
          NotebookRunner.run(spark, NOTEBOOKS.resolve("02_silver_merge.py"), widgets);
          requireSilver(spark, configuration, database, round);
          requireVersions(spark, database, round);
          requireGold(spark, widgets, database, round);
        }
      }
    }
  }

  private Map<String, String> widgets(Path configuration) {
    return Map.of(
        "config", configuration.toString(),
        "landing", directory.resolve("landing").toUri().toString().replaceAll("/+$", ""),
        "checkpoints", directory.resolve("streams").toUri().toString(),
        "format", "json",
        "settle_minutes", "0");
  }

  private static void requireSilver(
      SparkSession spark, Configuration configuration, SourceDatabase database, int round)
      throws Exception {
    for (JsonNode table : configuration.tables()) {
      List<String> names = new ArrayList<>();
      table.get("columns").fieldNames().forEachRemaining(names::add);
      List<String> expected =
          Rows.of(
              database.connection(),
              "SELECT "
                  + quoted(names, '"')
                  + " FROM "
                  + postgresName(table.get("source").asText()));
      assertThat(expected).isNotEmpty();

      assertThat(
              Rows.of(
                  spark, "SELECT " + quoted(names, '`') + " FROM " + table.get("silver").asText()))
          .as("%s after round %d, seed %d", table.get("silver").asText(), round, SEED)
          .isEqualTo(expected);
    }
  }

  private static void requireVersions(SparkSession spark, SourceDatabase database, int round)
      throws Exception {
    List<String> expected =
        Rows.of(
            database.connection(), DIFFERING_VERSIONS.formatted("SELECT * FROM price_versions"));
    assertThat(expected).hasSizeGreaterThan(200);
    assertThat(Rows.of(spark, DIFFERING_VERSIONS.formatted(HISTORY)))
        .as("versions of the price list after round %d, seed %d", round, SEED)
        .isEqualTo(expected);
    String columns = "item_id, `valid from`, `unit price`, date, note";
    assertThat(
            Rows.of(
                spark, "SELECT " + columns + " FROM silver.price_list_history WHERE _is_current"))
        .isEqualTo(Rows.of(spark, "SELECT " + columns + " FROM silver.price_list"));
  }

  private static void requireGold(
      SparkSession spark, Map<String, String> widgets, SourceDatabase database, int round)
      throws Exception {
    String computed =
        NotebookRunner.run(spark, NOTEBOOKS.resolve("03_gold_incremental.py"), widgets).orElse("");
    assertThat(computed).matches(round == 1 ? "all items" : "[1-9][0-9]* items");
    List<String> expected = Rows.of(database.connection(), REMAINING_STOCK);
    assertThat(
            Rows.of(
                spark,
                "SELECT item_id, sku, name, location_id, initial_qty, total_in, total_out, remaining_qty"
                    + " FROM gold.remaining_stock"))
        .as("gold.remaining_stock after round %d, seed %d", round, SEED)
        .isEqualTo(expected);

    // what has been computed by parts is what is computed as a whole: no row is written again
    List<String> before = Rows.of(spark, "SELECT * FROM gold.remaining_stock");
    SqlNotebook.read(NOTEBOOKS.resolve("03_gold_aggregation.sql")).run(spark, CATALOG);
    assertThat(Rows.of(spark, "SELECT * FROM gold.remaining_stock")).isEqualTo(before);

    SqlNotebook.read(NOTEBOOKS.resolve("03_gold_running_out.sql")).run(spark, CATALOG);
    assertThat(
            Rows.of(spark, "SELECT item_id, out_in_14_days, days_left FROM gold.stock_running_out"))
        .as("gold.stock_running_out after round %d, seed %d", round, SEED)
        .isEqualTo(Rows.of(database.connection(), RUNNING_OUT));
  }

  private static String quoted(List<String> names, char quote) {
    return names.stream().map(name -> quote + name + quote).collect(Collectors.joining(", "));
  }

  private static String postgresName(String source) {
    return "\"" + source.replace(".", "\".\"") + "\"";
  }

  private static void requireAlive(CdcProcess capture) {
    if (!capture.isAlive()) {
      throw new IllegalStateException("cdc run has ended: " + capture.stderr());
    }
  }
}
