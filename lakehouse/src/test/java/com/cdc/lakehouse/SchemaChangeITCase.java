package com.cdc.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The source table changes between two batches. */
@EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
class SchemaChangeITCase {

  @TempDir Path directory;

  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    spark = LocalSpark.shared();
  }

  @Test
  void aNewColumnAndAWiderTypeAreTakenOver() throws Exception {
    LocalSpark.assumeWideningTypes(spark);
    SilverTable table = new SilverTable(spark, "evolving", List.of("id"));
    table.apply(
        "id INT, price DECIMAL(4,1)",
        List.of(batch("1", "{\"id\":1,\"price\":\"1.5\"," + at(1) + "}")));

    table.replay(
        "id BIGINT, price DECIMAL(8,2), `new name` STRING",
        List.of(
            batch("2", "{\"id\":5000000000,\"price\":\"2.25\",\"new name\":\"x\"," + at(2) + "}")));

    String row = "concat_ws(' ', id, price, coalesce(`new name`, 'null'))";
    assertThat(table.texts(row, table.silver()))
        .containsExactlyInAnyOrder("1 1.50 null", "5000000000 2.25 x");
    assertThat(table.texts(row, table.silver() + "_history"))
        .containsExactlyInAnyOrder("1 1.50 null", "5000000000 2.25 x");
  }

  @Test
  void aBatchThatWasReadBeforeTheTypeWasWidenedStillFits() throws Exception {
    SilverTable table = new SilverTable(spark, "narrow_again", List.of("id"));
    table.apply("id BIGINT", List.of(batch("1", "{\"id\":1," + at(1) + "}")));

    table.replay("id INT", List.of(batch("2", "{\"id\":2," + at(2) + "}")));

    assertThat(table.texts("string(id)", table.silver())).containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void anyOtherChangeOfTypeStopsWithItsNameAndWhatToDo() throws Exception {
    SilverTable table = new SilverTable(spark, "retyped", List.of("id"));
    table.apply("id INT, qty INT", List.of(batch("1", "{\"id\":1,\"qty\":7," + at(1) + "}")));

    assertThatThrownBy(
            () ->
                table.replay(
                    "id INT, qty STRING",
                    List.of(batch("2", "{\"id\":1,\"qty\":\"seven\"," + at(2) + "}"))))
        .hasMessageContaining("`silver_test`.`retyped_cdc`: the type of qty from int to string")
        .hasMessageContaining("the next run builds it again from bronze");
    assertThat(table.texts("string(qty)", table.silver())).containsExactly("7");
  }

  private Path batch(String name, String record) throws IOException {
    Path batch = Files.createDirectories(directory.resolve("batch-" + name));
    Files.writeString(batch.resolve("part.json"), record + "\n");
    return batch;
  }

  private static String at(int lsn) {
    return "\"__op\":\"c\",\"__deleted\":\"false\",\"__epoch\":1,\"__seq\":1,\"__ts_ms\":"
        + lsn
        + ",\"__lsn\":"
        + lsn;
  }
}
