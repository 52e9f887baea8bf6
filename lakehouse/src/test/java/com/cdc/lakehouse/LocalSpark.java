package com.cdc.lakehouse;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Spark with Delta inside this JVM. Tests that share it keep to schemas of their own. */
final class LocalSpark {

  private LocalSpark() {}

  /** For statements over a few rows: to compile and to tune them takes longer than to run them. */
  static final Map<String, String> INTERPRETED =
      Map.of(
          "spark.sql.adaptive.enabled", "false",
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN");

  /** The session of this JVM: a start takes seconds, so that all tests share one. */
  static synchronized SparkSession shared() throws IOException {
    SparkSession.Builder builder = builder();
    if (!"all".equals(System.getProperty("cdc.tests"))) {
      INTERPRETED.forEach(builder::config);
    }
    return builder
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.databricks.delta.snapshotPartitions", "1")
        .getOrCreate();
  }

  /** Delta 3.3 takes a table no further than INT: Spark 3.5 reads no file of a narrower type. */
  static void assumeWideningTypes(SparkSession spark) {
    assumeThat(spark.version()).as("version of Spark").isGreaterThanOrEqualTo("4");
  }

  /** A session for measuring, with what Spark does by default. */
  static SparkSession forFigures() throws IOException {
    return builder()
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.databricks.delta.snapshotPartitions", "2")
        .getOrCreate();
  }

  private static SparkSession.Builder builder() throws IOException {
    Path directory =
        Files.createTempDirectory(Files.createDirectories(Path.of("target")), "spark-");
    return SparkSession.builder()
        .master("local[2]")
        .appName("lakehouse")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.warehouse.dir", directory.resolve("warehouse").toUri().toString())
        .config("spark.local.dir", directory.resolve("spark").toString())
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.streaming.stopTimeout", "60s")
        // thousands of small statements: what Spark keeps of each for its user interface adds up
        .config("spark.sql.ui.retainedExecutions", "5");
  }
}
