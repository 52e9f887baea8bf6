package com.cdc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;
import static org.awaitility.Awaitility.await;

import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.json.KeyHash;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.TestPostgres;
import com.cdc.verify.LandingVerifier;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A table that several writers share. */
class ShardsITCase {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TableId BUSY = new TableId("public", "busy");
  private static final TableId LOOSE = new TableId("public", "loose");
  private static final int WRITERS = 4;

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir Path directory;

  @Test
  void aKeyStaysWithOneOfSeveralWritersAlsoWhenTheirNumberChanges() throws Exception {
    postgres.execute(
        // between the key's columns, another one; texts that COPY escapes and the stream does not
        "CREATE TABLE busy (a text, note text, n int, b int, PRIMARY KEY (b, a))",
        "ALTER TABLE busy ALTER note SET STORAGE EXTERNAL",
        """
        INSERT INTO busy SELECT E'it''s \\t\\\\"\\n\\\\N ü' || i % 7, repeat('n', i % 9 * 300), i, i
          FROM generate_series(1, 4000) i
        """,
        "ANALYZE busy",
        "CREATE TABLE loose (n int)",
        "ALTER TABLE loose REPLICA IDENTITY FULL",
        "INSERT INTO loose SELECT generate_series(1, 500)",
        "CREATE PUBLICATION shards FOR TABLE busy, loose");
    try (LocalPipeline pipeline = start(4, Map.of(BUSY, 4, LOOSE, 3))) {
      pipeline.awaitRecords(BUSY, 4000, record -> true);
      pipeline.awaitRecords(LOOSE, 500, record -> true);
      change();
      awaitEqual(pipeline);
      assertThat(shardsByFile(pipeline, BUSY).values()).allMatch(shards -> shards.size() == 1);
      assertThat(shardsByFile(pipeline, BUSY).values()).flatMap(s -> s).containsOnly(0, 1, 2, 3);
      assertThat(pipeline.landing().parts(LOOSE))
          .as("files that hold rows of its snapshot, which is one chunk")
          .filteredOn(part -> contentOf(part.toFile()).contains("\"__op\":\"r\""))
          .hasSize(1);
      pipeline.stop();
    }
    try (LocalPipeline pipeline = start(2, Map.of(BUSY, 3))) {
      change();
      awaitEqual(pipeline);
      pipeline.stop();
    }
  }

  private static void change() {
    postgres.execute(
        "UPDATE busy SET n = n + 1",
        "DELETE FROM busy WHERE b % 5 = 0",
        "UPDATE busy SET a = a || ' moved', b = b + 10000 WHERE b % 3 = 0",
        "UPDATE busy SET note = 'short' WHERE n % 3 = 0",
        "INSERT INTO busy SELECT 'new ' || i, NULL, i, i * 5 FROM generate_series(1, 700) i",
        "DELETE FROM loose WHERE n < 100",
        "INSERT INTO loose SELECT generate_series(1, 100)");
  }

  /** Of each file, the shards of its records' keys. */
  private static Map<Path, Set<Integer>> shardsByFile(LocalPipeline pipeline, TableId table)
      throws IOException {
    Map<Path, Set<Integer>> shards = new TreeMap<>();
    for (Path part : pipeline.landing().parts(table)) {
      for (String line : Files.readAllLines(part)) {
        JsonNode record = JSON.readTree(line);
        int hash = add(add(KeyHash.START, record.get("a")), record.get("b"));
        shards.computeIfAbsent(part, p -> new TreeSet<>()).add(KeyHash.shard(hash, WRITERS));
      }
    }
    return shards;
  }

  private static int add(int hash, JsonNode value) {
    byte[] text = value.asText().getBytes(UTF_8);
    return KeyHash.add(hash, text, 0, text.length);
  }

  /** Until the landing folds to the table, and has as many rows of the one without a key. */
  private void awaitEqual(LocalPipeline pipeline) {
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(
            () -> {
              try (Connection connection = postgres.connect()) {
                assertThat(
                        new LandingVerifier(connection, "file:" + directory.resolve("landing"))
                            .verify(BUSY)
                            .findings(10))
                    .isEmpty();
              }
              assertThat(rows(pipeline, LOOSE))
                  .isEqualTo(Integer.parseInt(postgres.query("SELECT count(*) FROM loose")));
            });
  }

  private static int rows(LocalPipeline pipeline, TableId table) {
    return pipeline.landing().records(table).stream()
        .mapToInt(record -> record.contains("\"__op\":\"d\"") ? -1 : 1)
        .sum();
  }

  private LocalPipeline start(int writers, Map<TableId, Integer> shards) throws Exception {
    return LocalPipeline.start(
        postgres
            .config(List.of(BUSY, LOOSE), "shards", "shards")
            .withChunkSize(MemorySize.parse("256kb")),
        directory,
        Duration.ofMillis(300),
        RecordFormat.DEFAULT,
        writers,
        shards);
  }
}
