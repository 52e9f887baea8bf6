package com.cdc.lakehouse;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * Seconds per batch of the silver merge, by hand: {@code docs/guides/silver-tables.md} has the
 * command and what came out.
 *
 * <p>For 30 and 150 columns: a batch of 500,000 rows into an empty table, then batches that change
 * 5,000 and 500,000 of them. One row in a hundred is deleted; keys are spread over the whole table.
 */
final class SilverFigures {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long ROWS = 500_000;

  private final SparkSession spark;
  private int batches;

  private SilverFigures(SparkSession spark) {
    this.spark = spark;
  }

  public static void main(String[] args) throws IOException {
    SilverFigures figures = new SilverFigures(LocalSpark.forFigures());
    System.out.printf("%8s %9s  seconds%n", "columns", "changes");
    for (int columns : List.of(30, 150)) {
      for (long changes : List.of(ROWS, 5_000L, 5_000L, 5_000L, ROWS)) {
        String seconds = figures.measure(columns, List.of(figures.batch(columns, changes)));
        System.out.printf("%8d %9d  %s%n", columns, changes, seconds);
      }
    }
  }

  private String measure(int columns, List<String> tables) throws IOException {
    Map<String, Object> table =
        Map.of(
            "source",
            "figures.c" + columns,
            "bronze",
            "bronze_figures.none",
            "silver",
            "silver_figures.c" + columns,
            "keys",
            List.of("id"),
            "scd",
            List.of(1));
    return NotebookRunner.run(
            spark,
            Path.of("src/test/python/measure_batches.py"),
            Map.of(
                "lib", Path.of("../databricks/lib").toAbsolutePath().toString(),
                "table", JSON.writeValueAsString(table),
                "batches", JSON.writeValueAsString(tables)))
        .orElseThrow();
  }

  /** A table of change records; a later batch is newer. */
  private String batch(int columns, long changes) {
    int number = ++batches;
    String name = "bronze_figures.b" + number;
    String data =
        IntStream.range(1, columns)
            .mapToObj(i -> column(i, number))
            .collect(Collectors.joining(", "));
    spark.sql("CREATE SCHEMA IF NOT EXISTS bronze_figures");
    // a step that has no factor in common with the number of rows: no key comes twice
    spark.sql(
        "CREATE TABLE %s USING delta AS SELECT (id * 7919 + %d) %% %d AS id, %s,"
                .formatted(name, number, ROWS, data)
            + " IF(id %% 100 = 99 AND %d > 1, 'd', 'u') AS __op, 'false' AS __deleted, 1 AS __epoch,"
                .formatted(number)
            + " %dL AS __lsn, id + 1 AS __seq, 1795000000000L + %d AS __ts_ms,"
                .formatted(number * 1_000_000L, number)
            + " CAST(NULL AS ARRAY<STRING>) AS __unchanged FROM range(%d)".formatted(changes));
    return name;
  }

  private static String column(int i, int number) {
    String value =
        switch (i % 4) {
          case 0 -> "concat('text ', id * %d)".formatted(number);
          case 1 -> "int(id %% %d)".formatted(1000 + i);
          case 2 -> "CAST(id / %d AS DECIMAL(18,3))".formatted(i + number);
          default -> "timestamp_millis(1795000000000L + id * %d)".formatted(number);
        };
    return value + " AS c" + i;
  }
}
