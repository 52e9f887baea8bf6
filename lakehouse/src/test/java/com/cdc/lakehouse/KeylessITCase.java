package com.cdc.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A table without a key is a bag of rows. */
@EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
class KeylessITCase {

  private static final String COLUMNS = "v STRING";

  @TempDir Path directory;

  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    spark = LocalSpark.shared();
  }

  @Test
  void equalRowsStayAndDoubledRecordsVanish() throws Exception {
    SilverTable table = new SilverTable(spark, "bag", List.of());
    Batches batches = new Batches(directory);
    Path snapshot =
        batches.of(
            row("same", "0/0"), row("same", "0/1"), "\"v\":\"before\"," + Batches.at("c", 5));
    Path stream = batches.of("\"v\":\"same\"," + Batches.at("c", 20));

    table.apply(COLUMNS, List.of(stream, snapshot, stream));
    table.replay(COLUMNS, List.of(snapshot, stream));

    assertThat(table.texts("v", table.silver())).containsExactly("same", "same", "same");
  }

  @Test
  void aDeleteTakesAwayOneOfTheEqualRowsAndATruncateAll() throws Exception {
    SilverTable table = new SilverTable(spark, "bag_deletes", List.of());
    Batches batches = new Batches(directory);
    table.apply(
        COLUMNS,
        List.of(
            batches.of("\"v\":\"a\"," + Batches.at("d", 30), "\"v\":\"a\"," + Batches.at("c", 20)),
            batches.of(
                "\"v\":\"a\"," + Batches.at("c", 10), "\"v\":\"b\"," + Batches.at("c", 40))));
    assertThat(table.texts("v", table.silver())).containsExactlyInAnyOrder("a", "b");

    table.apply(
        COLUMNS, List.of(batches.of(Batches.at("t", 50), "\"v\":\"late\"," + Batches.at("c", 45))));

    assertThat(table.texts("v", table.silver())).isEmpty();
  }

  private static String row(String v, String number) {
    return "\"v\":\""
        + v
        + "\",\"__row\":\""
        + number
        + "\",\"__op\":\"r\",\"__deleted\":\"false\",\"__epoch\":1,\"__lsn\":10,\"__seq\":0,\"__ts_ms\":10";
  }
}
