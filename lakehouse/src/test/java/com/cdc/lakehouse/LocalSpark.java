package com.cdc.lakehouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Spark with Delta inside this JVM. Tests that share it keep to schemas of their own. */
final class LocalSpark {

  private LocalSpark() {}

  /** The session of this JVM: a start takes seconds, so that all tests share one. */
  static synchronized SparkSession shared() throws IOException {
    Path target = Files.createDirectories(Path.of("target"));
    return in(Files.createTempDirectory(target, "spark-"));
  }

  private static SparkSession in(Path directory) {
    return SparkSession.builder()
        .master("local[2]")
        .appName("lakehouse")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.warehouse.dir", directory.resolve("warehouse").toUri().toString())
        .config("spark.local.dir", directory.resolve("spark").toString())
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.databricks.delta.snapshotPartitions", "1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.streaming.stopTimeout", "60s")
        // thousands of small statements: what Spark keeps of each for its user interface adds up
        .config("spark.sql.ui.retainedExecutions", "5")
        .getOrCreate();
  }
}
