package com.cdc.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The notebook of the silver step, unmodified, over tables of bronze. */
@EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
class SilverNotebookITCase {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    spark = LocalSpark.shared();
  }

  @Test
  void streamsOfOneSchemaRunAtTheSameTime() throws Exception {
    List<String> names = List.of("one", "two", "three");
    for (String name : names) {
      bronze("at_once", name, "SELECT int(id) AS id, string(id) AS v FROM range(200)", 1);
    }

    silver(config("at_once", names));
    for (String name : names) {
      bronze("at_once", name, "SELECT int(id) AS id, 'new' AS v FROM range(100)", 2);
    }
    silver(config("at_once", names));

    for (String name : names) {
      assertThat(
              spark
                  .sql("SELECT count(*), count_if(v = 'new') FROM silver_at_once." + name)
                  .first()
                  .toString())
          .isEqualTo("[200,100]");
    }
  }

  @Test
  void aBatchThatFailsInTheMiddleIsRepeatedWhole() throws Exception {
    bronze("torn", "t", "SELECT int(id) AS id, 'old' AS v FROM range(10)", 1);
    Path config = config("torn", List.of("t"));
    silver(config);
    bronze("torn", "t", "SELECT int(id) AS id, 'new' AS v FROM range(5)", 2);
    // the batch merges into silver and then fails: somebody has taken the history's place
    spark.sql("ALTER TABLE silver_torn.t_history_cdc RENAME TO silver_torn.kept");
    spark.sql("CREATE TABLE silver_torn.t_history_cdc (id STRING) USING delta");

    assertThatThrownBy(() -> silver(config)).hasMessageContaining("t_history_cdc");
    assertThat(count("silver_torn.t WHERE v = 'new'")).isEqualTo(5);

    spark.sql("DROP TABLE silver_torn.t_history_cdc");
    spark.sql("ALTER TABLE silver_torn.kept RENAME TO silver_torn.t_history_cdc");
    silver(config);

    assertThat(count("silver_torn.t")).isEqualTo(10);
    assertThat(count("silver_torn.t_history WHERE _is_current")).isEqualTo(10);
    assertThat(count("silver_torn.t_history WHERE NOT _is_current AND v = 'old'")).isEqualTo(5);
  }

  @Test
  void aTypeThatIsWidenedInBronzeBetweenTwoRunsIsTakenOver() throws Exception {
    LocalSpark.assumeWideningTypes(spark);
    bronze("widened", "t", "SELECT 1 AS id, 'a' AS v", 1);
    Path config = config("widened", List.of("t"));
    silver(config);
    spark.sql(
        "ALTER TABLE bronze_widened.t SET TBLPROPERTIES ('delta.enableTypeWidening' = 'true')");
    spark.sql("ALTER TABLE bronze_widened.t ALTER COLUMN id TYPE BIGINT");
    spark.sql("ALTER TABLE bronze_widened.t ADD COLUMNS (w STRING)");
    spark.sql(
        "INSERT INTO bronze_widened.t VALUES (3000000000, 'b', 'c', 'false', 1, 2, 1, 2, 'new')");

    silver(config);

    assertThat(Rows.of(spark, "SELECT id, v, w FROM silver_widened.t"))
        .containsExactly("1 | a | null", "3000000000 | b | new");
  }

  @Test
  void theTimeOfARowsLastChangeStandsBesideIt() throws Exception {
    bronze("timed", "t", "SELECT 1 AS id, 'a' AS v", 1_795_000_000_123L);

    silver(config("timed", List.of("t")));

    assertThat(spark.sql("SELECT string(_last_updated) FROM silver_timed.t").first().getString(0))
        .isEqualTo("2026-11-18 11:06:40.123");
  }

  private void bronze(String schema, String name, String rows, long lsn) {
    spark.sql("CREATE SCHEMA IF NOT EXISTS bronze_" + schema);
    String table = "bronze_" + schema + "." + name;
    spark.sql(
        "CREATE TABLE IF NOT EXISTS "
            + table
            + " (id INT, v STRING, __op STRING, __deleted STRING, __epoch INT, __lsn BIGINT, __seq BIGINT,"
            + " __ts_ms BIGINT) USING delta");
    spark.sql(
        "INSERT INTO "
            + table
            + " SELECT id, v, 'u', 'false', 1, "
            + lsn
            + "L, 1L + id, "
            + lsn
            + "L FROM ("
            + rows
            + ")");
  }

  private Path config(String schema, List<String> names) throws IOException {
    List<Map<String, Object>> tables =
        names.stream()
            .<Map<String, Object>>map(
                name ->
                    Map.of(
                        "source", schema + "." + name,
                        "bronze", "bronze_" + schema + "." + name,
                        "silver", "silver_" + schema + "." + name,
                        "keys", List.of("id"),
                        "scd", List.of(1, 2)))
            .toList();
    Path config = directory.resolve(schema + ".json");
    Files.writeString(config, JSON.writeValueAsString(Map.of("tables", tables)));
    return config;
  }

  private void silver(Path config) throws IOException {
    Path notebook =
        Path.of(System.getProperty("cdc.databricks", "../databricks"))
            .resolve("02_silver_merge.py");
    NotebookRunner.run(
        spark,
        notebook,
        Map.of(
            "config", config.toString(),
            "checkpoints", directory.resolve("checkpoints").toString()));
  }

  private static long count(String relation) {
    return spark.sql("SELECT count(*) FROM " + relation).first().getLong(0);
  }
}
