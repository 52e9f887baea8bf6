package com.cdc.lakehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A table of bronze and what the merge makes of it, under a name of its own. */
record SilverTable(SparkSession spark, String name, List<String> keys) {

  private static final Path DATABRICKS =
      Path.of(System.getProperty("cdc.databricks", "../databricks"));
  private static final Path NOTEBOOK = Path.of("src/test/python/apply_batches.py").toAbsolutePath();
  private static final ObjectMapper JSON = new ObjectMapper();

  String bronze() {
    return "bronze_test." + name;
  }

  String silver() {
    return "silver_test." + name;
  }

  /** Appends each batch to bronze and merges it. Columns as in {@code id INT, note STRING}. */
  void apply(String columns, List<Path> batches) throws IOException {
    run(columns, batches, "append");
  }

  /** Merges batches that bronze has already, as a stream does that begins again. */
  void replay(String columns, List<Path> batches) throws IOException {
    run(columns, batches, "as it is");
  }

  /** Removes what was deleted so many days ago. */
  void purge(int days) throws IOException {
    NotebookRunner.run(
        spark,
        NOTEBOOK,
        Map.of(
            "lib", DATABRICKS.resolve("lib").toAbsolutePath().toString(),
            "table", entry(),
            "purge_after_days", String.valueOf(days)));
  }

  private void run(String columns, List<Path> batches, String bronze) throws IOException {
    NotebookRunner.run(
        spark,
        NOTEBOOK,
        Map.of(
            "lib", DATABRICKS.resolve("lib").toAbsolutePath().toString(),
            "table", entry(),
            "columns", columns,
            "batches", JSON.writeValueAsString(batches.stream().map(Path::toString).toList()),
            "bronze", bronze));
  }

  /** The table's entry in conf/tables.json. */
  private String entry() throws JsonProcessingException {
    return JSON.writeValueAsString(
        Map.of(
            "source", "test." + name,
            "bronze", bronze(),
            "silver", silver(),
            "keys", keys,
            "scd", List.of(1, 2)));
  }

  List<String> texts(String expression, String table) {
    return spark.sql("SELECT " + expression + " AS text FROM " + table).collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** How many rows the changes of a table since a version wrote, by Delta's own count. */
  long rowsChanged(String table, long sinceVersion) {
    Dataset<Row> history = spark.sql("DESCRIBE HISTORY " + table);
    return history
        .filter("version > " + sinceVersion)
        .selectExpr(
            "coalesce(sum(coalesce(operationMetrics['numTargetRowsInserted'], 0)"
                + " + coalesce(operationMetrics['numTargetRowsUpdated'], 0)"
                + " + coalesce(operationMetrics['numTargetRowsDeleted'], 0)"
                + " + coalesce(operationMetrics['numUpdatedRows'], 0)"
                + " + coalesce(operationMetrics['numDeletedRows'], 0)), 0D)")
        .first()
        .<Double>getAs(0)
        .longValue();
  }

  long version(String table) {
    return spark.sql("DESCRIBE HISTORY " + table + " LIMIT 1").first().getAs("version");
  }
}
