package com.cdc.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

@EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
class NotebookRunnerITCase {

  @TempDir static Path directory;

  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    spark = LocalSpark.shared();
  }

  @Test
  void rowsReachPythonWithTheirNamesAndNulls() throws Exception {
    assertThat(
            run(
                """
                row = spark.sql("SELECT 9007199254740993 AS big, 1.50 AS exact, NULL AS gone, array(1, 2) AS l").collect()[0]
                dbutils.notebook.exit(f"{row.big} {row['exact']} {row[2]} {row.l} {spark.sql('SELECT 1 AS a').dtypes}")
                """))
        .isEqualTo("9007199254740993 1.50 None [1, 2] [('a', 'int')]");
  }

  @Test
  void anErrorNamesTheCellAndTheLine() {
    assertThatThrownBy(
            () ->
                run(
                    """
                    # Databricks notebook source
                    print("first")
                    # COMMAND ----------
                    def select():
                        spark.sql("SELECT nothing_like_it")
                    # COMMAND ----------
                    select()
                    """))
        .isInstanceOf(NotebookException.class)
        .hasMessageContaining("failing.py, cell 2, line 5: ")
        .hasMessageContaining("nothing_like_it");
  }

  @Test
  void twoStreamsCallBackAtTheSameTime() throws Exception {
    Path source = Files.createDirectory(directory.resolve("source"));
    Files.writeString(source.resolve("one.json"), "{\"a\":1}\n");

    // each batch waits until the other one has begun
    String met =
        run(
            """
            import threading
            both = threading.Barrier(2, timeout=60)
            def batch(df, number):
                both.wait()
            queries = [spark.readStream.schema("a INT").format("json").load(dbutils.widgets.get("source")).writeStream
                       .option("checkpointLocation", dbutils.widgets.get("source") + n)
                       .foreachBatch(batch).trigger(availableNow=True).start() for n in ("1", "2")]
            for query in queries:
                query.awaitTermination()
            dbutils.notebook.exit("met")
            """,
            Map.of("source", source.toString()));

    assertThat(met).isEqualTo("met");
  }

  @Test
  void whatABatchThrowsEndsItsStream() throws Exception {
    Path source = Files.createDirectory(directory.resolve("bad"));
    Files.writeString(source.resolve("one.json"), "{\"a\":1}\n");

    assertThatThrownBy(
            () ->
                run(
                    """
                    def batch(df, number):
                        raise ValueError("a batch that cannot be")
                    spark.readStream.schema("a INT").json(dbutils.widgets.get("source")).writeStream\\
                        .foreachBatch(batch).trigger(availableNow=True).start().awaitTermination()
                    """,
                    Map.of("source", source.toString())))
        .hasMessageContaining("ValueError: a batch that cannot be");
  }

  @Test
  void deltaMergesInThisSession() {
    spark.sql("CREATE OR REPLACE TABLE merged USING delta AS SELECT 1 AS a, 'old' AS b");
    spark.sql(
        "MERGE INTO merged t USING (SELECT 1 AS a, 'new' AS b) s ON t.a = s.a WHEN MATCHED THEN UPDATE SET *");

    assertThat(spark.table("merged").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[1,new]");
  }

  private static String run(String notebook) throws IOException {
    return run(notebook, Map.of());
  }

  private static String run(String notebook, Map<String, String> widgets) throws IOException {
    String declared =
        widgets.keySet().stream()
            .map(name -> "; dbutils.widgets.text('" + name + "', '')")
            .reduce("0", String::concat);
    Path file = directory.resolve("failing.py");
    Files.writeString(
        file, notebook.startsWith("# Databricks") ? notebook : declared + "\n" + notebook);
    return NotebookRunner.run(spark, file, widgets).orElse("");
  }
}
