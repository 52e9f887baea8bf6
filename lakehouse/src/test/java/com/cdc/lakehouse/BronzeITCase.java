package com.cdc.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Landings that are not as they should be, and what the notebooks of bronze say of them. */
@EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
class BronzeITCase {

  private static final Path NOTEBOOKS = Path.of("../databricks");
  private static final String PART = "part-20261124T121120001Z-a-1.json";

  private static SparkSession spark;

  @TempDir Path directory;
  private String bronze = "";
  private Map<String, String> widgets = Map.of();

  @BeforeAll
  static void start() throws IOException {
    spark = LocalSpark.shared();
  }

  @BeforeEach
  void landing(TestInfo test) throws IOException {
    bronze = "bronze_tests." + test.getTestMethod().orElseThrow().getName();
    widgets =
        new HashMap<>(
            Map.of(
                "config", configure("INT").toString(),
                "landing", directory.resolve("landing").toString(),
                "checkpoints", directory.resolve("streams").toString(),
                "format", "json",
                "as_of", "2026-11-24T12:30:00.000Z"));
    write(
        "_schemas/cdc.s.t/0000000001-00000000000000000100-0000000000.json",
        """
        {"version":1,"position":[1,100,0],"columns":[{"name":"id","type":"integer"},{"name":"qty","type":"numeric(6,2)"}]}
        """);
  }

  @Test
  void whatTheManifestsListIsCounted() throws IOException {
    land("{'id':1,'qty':'1.50'", "{'id':2,'qty':null");
    manifest("2026-11-24T12:11:22.123Z", 2, 101, 102);
    read();

    assertThat(check()).isEqualTo("s.t: 1 files, 2 rows, (1, 101, 1) to (1, 102, 1)");
  }

  @Test
  void aFileThatWasNotReadToItsEndIsNamed() throws IOException {
    land("{'id':1,'qty':'1.50'", "{'id':2,'qty':null");
    manifest("2026-11-24T12:11:22.123Z", 3, 101, 103);
    read();

    assertThatThrownBy(this::check)
        .hasMessageContaining(
            bronze
                + ": 1 of 1 files are not as they landed, such as "
                + PART
                + " (2 of 3 rows). The manifests list 3 rows, (1, 101, 1) to (1, 103, 1); of these"
                + " files bronze has 2, (1, 101, 1) to (1, 102, 1)");
  }

  @Test
  void aFileThatJustLandedMayStillBeOnItsWay() throws IOException {
    land("{'id':1,'qty':'1.50'");
    manifest("2026-11-24T12:29:00.000Z", 2, 101, 102);
    read();

    assertThat(check()).startsWith("s.t: 0 files");
  }

  @Test
  void aLandingWithoutManifestsOfTheseDaysHasNothingToCompare() throws IOException {
    land("{'id':1,'qty':'1.50'");
    read();

    assertThat(check()).startsWith("s.t: 0 files");
  }

  @Test
  void aValueThatDoesNotFitItsColumnIsReported() throws IOException {
    land("{'id':1,'qty':'1.50'", "{'id':2,'qty':'NaN'", "{'id':3,'qty':'123456.00'");
    read();

    assertThatThrownBy(this::check)
        .hasMessageContaining(bronze + ": 2 records of file:")
        .hasMessageContaining(PART + " do not fit the schema (see their _corrupt_record)");
  }

  @Test
  void aTornLineIsReported() throws IOException {
    land("{'id':1,'qty':'1.50'");
    Files.writeString(
        directory.resolve("landing/cdc.s.t/date=2026-11-24/hour=12/part-b-1.json"),
        "{\"id\":2,\"q");
    read();

    assertThatThrownBy(this::check).hasMessageContaining("part-b-1.json do not fit the schema");
  }

  @Test
  void nothingIsReadWhereAColumnWouldBeDropped() throws IOException {
    land("{'id':1,'qty':'1.50'", "{'id':2,'qty':null,'note':'x'");
    write(
        "_schemas/cdc.s.t/0000000001-00000000000000000102-0000000001.json",
        """
        {"version":1,"position":[1,102,1],"columns":[{"name":"id","type":"integer"},{"name":"qty","type":"numeric(6,2)"},{"name":"note","type":"text"}]}
        """);

    assertThatThrownBy(this::read)
        .hasMessageContaining("has not: s.t: note text. Nothing was read.");
    assertThat(spark.catalog().tableExists(bronze)).isFalse();
  }

  @Test
  void everyFileIsReadOnce() throws IOException {
    land("{'id':1,'qty':'1.50'");
    read();
    read();

    assertThat(Rows.of(spark, "SELECT id, qty, __op, __epoch, __lsn, __seq FROM " + bronze))
        .containsExactly("1 | 1.5 | c | 1 | 101 | 1");
  }

  @Test
  void aTypeThatWasWidenedIsWidenedInBronze() throws IOException {
    LocalSpark.assumeWideningTypes(spark);
    land("{'id':1,'qty':'1.50'");
    read();
    configure("BIGINT");
    landAs("part-b-1.json", "{'id':3000000000,'qty':'2.50'");
    read();

    assertThat(Rows.of(spark, "SELECT id, qty FROM " + bronze))
        .containsExactly("1 | 1.5", "3000000000 | 2.5");
  }

  private Path configure(String typeOfId) throws IOException {
    return Configuration.of(
            """
            {"source": "s.t", "path": "cdc.s.t", "bronze": "%s", "silver": "s.t", "keys": ["id"], "scd": [1],
             "columns": {"id": "%s", "qty": "DECIMAL(6,2)"}}"""
                .formatted(bronze, typeOfId))
        .write(directory.resolve("tables.json"));
  }

  private void land(String... rows) throws IOException {
    landAs(PART, rows);
  }

  private void landAs(String name, String... rows) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < rows.length; i++) {
      lines
          .append(rows[i].replace('\'', '"'))
          .append(",\"__op\":\"c\",\"__deleted\":\"false\",\"__epoch\":1,\"__lsn\":")
          .append(101 + i)
          .append(",\"__seq\":1,\"__ts_ms\":1795328110635}\n");
    }
    write("cdc.s.t/date=2026-11-24/hour=12/" + name, lines.toString());
  }

  private void manifest(String time, int rows, int first, int last) throws IOException {
    write(
        "_manifests/date=2026-11-24/20261124T121122123Z-0000000042-aa.json",
        """
        {"version":1,"time":"%s","files":[{"path":"cdc.s.t/date=2026-11-24/hour=12/%s","rows":%d,"first":[1,%d,1],"last":[1,%d,1]}]}
        """
            .formatted(time, PART, rows, first, last));
  }

  private void write(String path, String content) throws IOException {
    Path file = directory.resolve("landing").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void read() throws IOException {
    NotebookRunner.run(spark, NOTEBOOKS.resolve("01_bronze_ingestion.py"), widgets);
  }

  private String check() throws IOException {
    return NotebookRunner.run(spark, NOTEBOOKS.resolve("01_bronze_checks.py"), widgets).orElse("");
  }
}
