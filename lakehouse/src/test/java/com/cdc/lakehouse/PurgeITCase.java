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

/** Hard delete. */
@EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
class PurgeITCase {

  private static final String COLUMNS = "id INT, note STRING";

  @TempDir Path directory;

  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    spark = LocalSpark.shared();
  }

  @Test
  void aPurgedRowDoesNotComeBackWithAnOlderRecord() throws Exception {
    SilverTable table = new SilverTable(spark, "purged", List.of("id"));
    Batches batches = new Batches(directory);
    table.apply(
        COLUMNS,
        List.of(
            batches.of(
                "\"id\":1,\"note\":\"gone\"," + Batches.at("c", 10),
                "\"id\":2,\"note\":\"stays\"," + Batches.at("c", 15),
                "\"id\":1," + Batches.at("d", 20))));
    assertThat(table.texts("string(id)", table.silver() + "_cdc")).hasSize(2);

    table.purge(30);

    assertThat(table.texts("string(id)", table.silver() + "_cdc")).containsExactly("2");

    // late, and of a row that has never been seen: the second one is right
    table.apply(
        COLUMNS,
        List.of(
            batches.of(
                "\"id\":1,\"note\":\"late\"," + Batches.at("u", 12),
                "\"id\":3,\"note\":\"new\"," + Batches.at("c", 13))));

    assertThat(table.texts("concat_ws(' ', id, note)", table.silver()))
        .containsExactlyInAnyOrder("2 stays", "3 new");
  }
}
