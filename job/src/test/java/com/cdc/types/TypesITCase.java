package com.cdc.types;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.cdc.config.ColumnRules;
import com.cdc.config.PostgresConfig;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.Quoting;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.PostgresServers;
import com.cdc.testing.PostgresVersions;
import com.cdc.testing.TestPostgres;
import com.cdc.verify.LandingVerifier;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Values of every type, hand-picked and random ones: each row lands from the snapshot and from the
 * stream, in the same bytes, as valid JSON in one line, and cast back it is the value in the table.
 */
class TypesITCase {

  /** Rows; each has a value of every type. */
  private static final int ROWS = 250;

  /** What makes the values; another one: {@code -Dcdc.property.seed=7}. */
  private static final long SEED = Long.getLong("cdc.property.seed", 20_261_124);

  private static final RecordFormat OTHER_FORMS =
      new RecordFormat(
          RecordFormat.Numeric.NUMBER,
          RecordFormat.Bytea.HEX,
          RecordFormat.Json.NESTED,
          RecordFormat.Composite.OBJECT,
          false);

  private static final JsonFactory STRICT =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(10_000)
                  .maxNumberLength(200_000)
                  .build())
          .build();

  private static final PostgresServers SERVERS = new PostgresServers();

  private Path directory;

  @BeforeEach
  void landing(@TempDir Path landing) {
    directory = landing;
  }

  @AfterAll
  static void stopServers() {
    SERVERS.close();
  }

  @PostgresVersions
  void valuesOfEveryTypeLandInTheirDefaultForms(int major) throws Exception {
    valuesOfEveryTypeLand(SERVERS.of(major), "defaults", RecordFormat.DEFAULT);
  }

  @PostgresVersions(newestDoes = true)
  void valuesOfEveryTypeLandInTheirOtherForms(int major) throws Exception {
    valuesOfEveryTypeLand(SERVERS.of(major), "others", OTHER_FORMS);
  }

  @PostgresVersions
  void vectorsLandAsText(int major) throws Exception {
    TestPostgres postgres = SERVERS.of(major);
    assumeThat(postgres.query("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'"))
        .as("pgvector of this PostgreSQL")
        .isEqualTo("1");
    TableId table = new TableId("public", "embedding");
    PostgresConfig config = postgres.config("vectors", List.of(table), "cdc_pub", "vectors");
    postgres.execute("CREATE DATABASE vectors");
    postgres.executeIn(
        "vectors",
        "CREATE EXTENSION vector",
        "CREATE TABLE embedding (id int PRIMARY KEY, v vector(3), vs vector(3)[])",
        "INSERT INTO embedding VALUES (1, '[1,2.5,-3]', '{\"[1,2,3]\",NULL}')",
        "CREATE PUBLICATION cdc_pub FOR TABLE embedding");

    try (LocalPipeline pipeline = LocalPipeline.start(config, directory)) {
      pipeline.awaitRecords(table, 1, line -> line.contains("\"v\":\"[1,2.5,-3]\""));
      pipeline.stop();
      assertThat(findings(config, pipeline, table, RecordFormat.DEFAULT)).isEmpty();
    }
  }

  @PostgresVersions(newestDoes = true)
  void aTableOf1600ColumnsLands(int major) throws Exception {
    TestPostgres postgres = SERVERS.of(major);
    TableId table = new TableId("public", "wide");
    PostgresConfig config = postgres.config("wide", List.of(table), "cdc_pub", "wide");
    postgres.execute("CREATE DATABASE wide");
    postgres.executeIn(
        "wide",
        IntStream.range(1, 1600)
            .mapToObj(
                i -> "\"column \"\"no.\"\" \\ %d\" %s".formatted(i, i % 2 == 0 ? "int2" : "bool"))
            .collect(Collectors.joining(", ", "CREATE TABLE wide (id int PRIMARY KEY, ", ")")),
        "CREATE PUBLICATION cdc_pub FOR TABLE wide",
        "SELECT pg_create_logical_replication_slot('wide', 'pgoutput')");
    for (int id = 0; id < 10; id++) {
      String values = id % 3 == 0 ? ", NULL".repeat(1599) : ", true, 7".repeat(799) + ", NULL";
      postgres.executeIn("wide", "INSERT INTO wide VALUES (" + id + values + ")");
    }

    try (LocalPipeline pipeline = LocalPipeline.start(config, directory)) {
      pipeline.awaitRecords(table, 20, line -> true);
      pipeline.stop();
      List<String> lines = lines(pipeline.landing().parts(table));
      assertThat(lines).allSatisfy(TypesITCase::assertIsStrictJson);
      assertThat(columnsOf(lines, 'r')).hasSize(10);
      assertThat(columnsOf(lines, 'c')).isEqualTo(columnsOf(lines, 'r'));
      assertThat(findings(config, pipeline, table, RecordFormat.DEFAULT)).isEmpty();
    }
  }

  private void valuesOfEveryTypeLand(TestPostgres postgres, String name, RecordFormat format)
      throws Exception {
    List<ColumnOfType> columns = ColumnOfType.all();
    TableId table = new TableId("public", "sample");
    PostgresConfig config = postgres.config(name, List.of(table), "cdc_pub", name);
    postgres.execute("CREATE DATABASE " + name);
    postgres.executeIn(name, ColumnOfType.DEFINITIONS.toArray(String[]::new));
    postgres.executeIn(
        name,
        IntStream.range(0, columns.size())
            .mapToObj(i -> column(i, columns.get(i)))
            .collect(Collectors.joining(", ", "CREATE TABLE sample (id int PRIMARY KEY, ", ")")),
        "CREATE PUBLICATION cdc_pub FOR TABLE sample",
        "SELECT pg_create_logical_replication_slot('" + name + "', 'pgoutput')");
    postgres.executeIn(name, inserts(columns));

    try (LocalPipeline pipeline =
        LocalPipeline.start(config, directory, Duration.ofMillis(500), format)) {
      pipeline.awaitRecords(table, 2 * ROWS, line -> true);
      pipeline.stop();
      List<String> lines = lines(pipeline.landing().parts(table));
      assertThat(lines).hasSize(2 * ROWS).allSatisfy(TypesITCase::assertIsStrictJson);
      assertThat(columnsOf(lines, 'r')).hasSize(ROWS);
      assertThat(columnsOf(lines, 'c')).isEqualTo(columnsOf(lines, 'r'));
      assertThat(findings(config, pipeline, table, format)).as("seed " + SEED).isEmpty();
    }
  }

  private static List<String> findings(
      PostgresConfig config, LocalPipeline pipeline, TableId table, RecordFormat format)
      throws Exception {
    try (Connection connection = PostgresConnections.open(config)) {
      return new LandingVerifier(
              connection, "file:" + pipeline.landing().directory(), ColumnRules.NONE, format)
          .verify(table)
          .findings(20);
    }
  }

  private static String column(int number, ColumnOfType column) {
    return Quoting.identifier(number + " " + column.type()) + " " + column.type();
  }

  private static String[] inserts(List<ColumnOfType> columns) {
    Random random = new Random(SEED);
    List<String> inserts = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      StringBuilder insert = new StringBuilder("INSERT INTO sample VALUES (" + row);
      for (ColumnOfType column : columns) {
        String value =
            row < column.edges().size() ? column.edges().get(row) : column.random().apply(random);
        boolean isNull = row >= column.edges().size() && random.nextInt(20) == 0;
        insert.append(", ").append(isNull ? "NULL" : Quoting.literal(value));
      }
      inserts.add(insert.append(")").toString());
    }
    return inserts.toArray(String[]::new);
  }

  private static List<String> lines(List<Path> parts) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path part : parts) {
      String text = Files.readString(part, UTF_8);
      assertThat(text).endsWith("\n");
      lines.addAll(List.of(text.split("\n")));
    }
    return lines;
  }

  private static void assertIsStrictJson(String line) throws IOException {
    assertThat(line).doesNotContain("\r");
    try (JsonParser parser = STRICT.createParser(line)) {
      parser.nextToken();
      parser.skipChildren();
      assertThat(parser.nextToken()).isNull();
    }
  }

  /** What stands before the metadata, by id. */
  private static Map<Integer, String> columnsOf(List<String> lines, char operation) {
    String metadata = ",\"__op\":\"" + operation + "\"";
    Map<Integer, String> columns = new TreeMap<>();
    for (String line : lines) {
      int end = line.indexOf(metadata);
      if (end > 0) {
        int id = Integer.parseInt(line.substring("{\"id\":".length(), line.indexOf(',')));
        columns.put(id, line.substring(0, end));
      }
    }
    return columns;
  }
}
