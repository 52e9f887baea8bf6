package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.TableId;
import com.cdc.testing.Landing;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.TestPostgres;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, from a real PostgreSQL to files, in this JVM. */
class PipelineTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir Path directory;

  @Test
  void snapshotAndStreamWriteAValueAlike() throws Exception {
    TableId table = new TableId("public", "every type");
    String values =
        """
        true, 'NaN', '-Infinity', 1.5, 12345678901234567890.1230, 'Infinity', 'a"\\\tü
        b', '\\xdead00'::bytea, '0044-03-15 BC', 'infinity', '12:34:56.789012',
        '2026-11-22 06:00:00.000001', '2026-11-22 06:00:00.5+02', '1 mon 2 days 00:00:03',
        '{"b": 1, "a": [1.0, null]}', '{"b": 1, "a": [1.0, null]}', ARRAY[1, NULL, 3],
        ARRAY['a,b', NULL, 'NULL', ''], '{{1,2},{3,4}}', '{2026-11-22 06:00:00+00}', 'happy',
        ROW(1, 'x'), '[1,5)', '10.0.0.0/8', B'101', 5, '(1,2)', NULL
        """;
    postgres.execute(
        "CREATE TYPE mood AS ENUM ('sad', 'happy')",
        "CREATE TYPE pair AS (n int, t text)",
        "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
        """
        CREATE TABLE "every type" (id int PRIMARY KEY, a boolean, b double precision, c real,
          d double precision, e numeric, f numeric, g text, h bytea, i date, j timestamptz, k time,
          l timestamp, m timestamptz, n interval, o json, p jsonb, q int[], r text[], s int[],
          t timestamptz[], u mood, v pair, w int4range, x cidr, y bit(3), z positive, aa point,
          ab text)
        """,
        "INSERT INTO \"every type\" VALUES (1, " + values + ")",
        "CREATE PUBLICATION types FOR TABLE \"every type\"");
    try (LocalPipeline pipeline = start(table, "types")) {
      pipeline.awaitRecords(table, 1, record -> true);
      postgres.execute("INSERT INTO \"every type\" VALUES (2, " + values + ")");
      pipeline.awaitRecords(table, 2, record -> true);
    }

    List<String> columns =
        new Landing(directory.resolve("landing"))
            .records(table).stream()
                .map(record -> record.substring(record.indexOf(","), record.indexOf(",\"__op\"")))
                .toList();
    assertThat(columns.get(0)).isEqualTo(columns.get(1));
    JsonNode row = JSON.readTree("{" + columns.get(0).substring(1) + "}");
    assertThat(row.get("b").asText()).isEqualTo("NaN");
    assertThat(row.get("e").asText()).isEqualTo("12345678901234567890.1230");
    assertThat(row.get("i").asText()).isEqualTo("-0043-03-15");
    assertThat(row.get("m").asText()).isEqualTo("2026-11-22T04:00:00.5Z");
    assertThat(row.get("q").toString()).isEqualTo("[1,null,3]");
    assertThat(row.get("z").isInt()).isTrue();
    assertThat(row.get("ab").isNull()).isTrue();
  }

  @Test
  void aTableOfManyChunksLandsEachRowOnce() throws Exception {
    TableId table = new TableId("public", "wide_key");
    postgres.execute(
        "CREATE TABLE wide_key (a text, b int, note text, PRIMARY KEY (a, b))",
        "INSERT INTO wide_key SELECT 'it''s ' || i % 7, i, 'n' FROM generate_series(1, 20000) i",
        "ANALYZE wide_key",
        "CREATE PUBLICATION chunks FOR TABLE wide_key");
    try (LocalPipeline pipeline = start(table, "chunks")) {
      pipeline.awaitRecords(table, 20_000, record -> true);
    }

    List<String> records = new Landing(directory.resolve("landing")).records(table);
    assertThat(records.stream().map(r -> r.substring(0, r.indexOf(",\"note\""))))
        .doesNotHaveDuplicates();
    assertThat(records).hasSize(20_000).allMatch(record -> record.contains("\"__op\":\"r\""));
  }

  @Test
  void aLandingWithDataButNoCheckpointStopsTheJobBeforeItWrites() throws Exception {
    TableId table = new TableId("public", "landed");
    postgres.execute(
        "CREATE TABLE landed (id int PRIMARY KEY)", "CREATE PUBLICATION landed FOR TABLE landed");
    Path earlier = directory.resolve("landing/cdc.public.landed/date=2026-11-22/hour=06");
    Files.createDirectories(earlier);
    Files.writeString(earlier.resolve("part-0.json"), "{}\n");

    try (LocalPipeline pipeline = start(table, "landed")) {
      assertThat(pipeline.flink().terminated())
          .failsWithin(Duration.ofSeconds(60))
          .withThrowableThat()
          .havingRootCause()
          .withMessageStartingWith("The landing already holds data of table public.landed")
          .withMessageContaining("Continue: point `checkpoint.uri`");
    }

    assertThat(
            postgres.query("SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'landed'"))
        .isEqualTo("0");
  }

  private LocalPipeline start(TableId table, String name) throws Exception {
    return LocalPipeline.start(
        postgres.config(List.of(table), name, name).withChunkSize(MemorySize.parse("256kb")),
        directory);
  }
}
