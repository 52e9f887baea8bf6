package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.BucketTime;
import com.cdc.config.CdcConfig;
import com.cdc.config.CheckpointConfig;
import com.cdc.config.Compression;
import com.cdc.config.LandingConfig;
import com.cdc.config.OpenParts;
import com.cdc.config.PostgresConfig;
import com.cdc.embedded.EmbeddedFlink;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.postgres.Lsn;
import com.cdc.postgres.PostgresConnections;
import com.cdc.testing.Landing;
import com.cdc.testing.LiveFiles;
import com.cdc.testing.TestPostgres;
import com.cdc.verify.LandingOnlyReport;
import com.cdc.verify.LandingProof;
import com.cdc.verify.LandingVerifier;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What lands, in which files, and what their manifests say. */
class DeliveryITCase {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofMinutes(3);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir Path directory;

  @Test
  void afterACleanStopTheManifestsListEveryFileOnceAndFollowEachOther() throws Exception {
    TableId table = table("listed");
    try (EmbeddedFlink flink = start(table, landing().withCompression(Compression.GZIP, 1))) {
      awaitRows(flink, table, 100);
      postgres.execute("INSERT INTO listed SELECT i, 'n' FROM generate_series(101, 200) i");
      awaitRows(flink, table, 200);
      postgres.execute("UPDATE listed SET note = 'later' WHERE id <= 50");
      assertThat(flink.stop()).isTrue();
    }
    try (EmbeddedFlink flink = start(table, landing().withCompression(Compression.ZSTD, 0))) {
      postgres.execute("DELETE FROM listed WHERE id > 150");
      awaitRows(flink, table, 300);
      assertThat(flink.stop()).isTrue();
    }

    List<JsonNode> manifests = manifests();
    Map<String, JsonNode> listed = new TreeMap<>();
    String previous = null;
    String to = null;
    for (JsonNode manifest : manifests) {
      assertThat(manifest.get("previous").textValue()).isEqualTo(previous);
      previous = manifest.get("name").textValue();
      for (JsonNode source : manifest.get("sources")) {
        assertThat(source.get("from").textValue()).isEqualTo(to);
        assertThat(source.get("slot").textValue()).isEqualTo("listed");
        to = source.get("to").textValue();
      }
      for (JsonNode file : manifest.get("files")) {
        assertThat(listed.put(file.get("path").textValue(), file)).isNull();
      }
    }
    Path landing = directory.resolve("landing");
    List<Path> parts = new Landing(landing).parts(table);
    assertThat(parts.stream().map(part -> landing.relativize(part).toString()))
        .containsExactlyElementsOf(listed.keySet())
        .anyMatch(name -> name.matches(".*/part-\\d{8}T\\d{9}Z-[0-9a-f-]{36}-\\d+\\.json\\.gz"))
        .anyMatch(name -> name.endsWith(".json.zst"));
    long rows = 0;
    for (Path part : parts) {
      JsonNode file = listed.get(landing.relativize(part).toString());
      assertThat(file.get("bytes").longValue()).isEqualTo(Files.size(part));
      rows += file.get("rows").longValue();
    }
    assertThat(rows).isEqualTo(300);
    assertThat(Lsn.parse(to)).isPositive();
    assertEqual(table);
  }

  @Test
  void rowsWaitForALargerFileAndTheSlotWaitsForThem() throws Exception {
    TableId table = table("waiting");
    OpenParts wait =
        new OpenParts(MemorySize.ofMebiBytes(1), Duration.ofHours(1), Map.of(), Map.of());
    LandingConfig patient = landing().withOpenParts(wait);
    try (EmbeddedFlink flink = start(table, patient)) {
      awaitStreaming(flink, "waiting");
      String before = postgres.query("SELECT pg_current_wal_lsn()");
      postgres.execute("INSERT INTO waiting SELECT i, 'n' FROM generate_series(101, 200) i");
      // the slot is active before all tasks run
      await().atMost(SOON).ignoreExceptions().untilAsserted(flink::checkpoint);
      flink.checkpoint();
      assertThat(new Landing(directory.resolve("landing")).parts(table)).isEmpty();
      assertThat(Lsn.parse(confirmed("waiting")))
          .as("the rows wait")
          .isLessThanOrEqualTo(Lsn.parse(before));
      flink.close();
    }
    try (EmbeddedFlink flink = start(table, patient)) {
      awaitRows(flink, table, 200);
      assertThat(new Landing(directory.resolve("landing")).parts(table))
          .as("what waited in the checkpoint")
          .hasSizeLessThanOrEqualTo(2);
      postgres.execute("DELETE FROM waiting WHERE id <= 10");
      postgres.execute(
          "INSERT INTO waiting SELECT i, repeat('x', 900) FROM generate_series(201, 2200) i");
      await()
          .atMost(SOON)
          .until(() -> new Landing(directory.resolve("landing")).records(table).size() > 1300);
      assertThat(flink.stop()).as("a clean stop leaves nothing waiting").isTrue();
    }

    assertEqual(table);
    JsonNode last = manifests().get(manifests().size() - 1);
    assertThat(last.get("sources").get(0).has("open")).isFalse();
  }

  @Test
  void whatWaitedForLongEnoughLandsAndTheSlotMovesOn() throws Exception {
    TableId table = table("aged");
    OpenParts brief =
        new OpenParts(MemorySize.ofMebiBytes(1), Duration.ofSeconds(2), Map.of(), Map.of());
    try (EmbeddedFlink flink =
        start(table, landing().withOpenParts(brief).withBucketTime(BucketTime.INGESTION))) {
      awaitRows(flink, table, 100);
      postgres.execute("INSERT INTO aged VALUES (101, 'n')");
      String committed = postgres.query("SELECT pg_current_wal_lsn()");
      awaitRows(flink, table, 101);
      await().atMost(SOON).until(() -> Lsn.parse(confirmed("aged")) >= Lsn.parse(committed));
    }

    assertEqual(table);
  }

  @Test
  void anOlderCheckpointThanTheLandingsStopsTheJobBeforeRowsLandTwice() throws Exception {
    TableId table = table("older");
    // each row is worth a file, but the slot waits as if not: nothing but the manifests tells
    OpenParts wait = new OpenParts(new MemorySize(10), Duration.ofHours(1), Map.of(), Map.of());
    Path checkpoints = directory.resolve("checkpoints");
    Path kept = directory.resolve("kept");
    try (EmbeddedFlink flink = start(table, landing().withOpenParts(wait))) {
      awaitRows(flink, table, 100);
      flink.stop();
    }
    copy(checkpoints, kept);
    try (EmbeddedFlink flink = start(table, landing().withOpenParts(wait))) {
      postgres.execute("INSERT INTO older VALUES (101, 'n')");
      awaitRows(flink, table, 101);
      flink.stop();
    }
    FileUtils.deleteDirectory(checkpoints.toFile());
    copy(kept, checkpoints);

    try (EmbeddedFlink flink = start(table, landing().withOpenParts(wait))) {
      assertThat(flink.terminated())
          .failsWithin(SOON)
          .withThrowableThat()
          .havingRootCause()
          .withMessageContaining("holds what checkpoint")
          .withMessageContaining("would land twice");
    }
    assertThat(new Landing(directory.resolve("landing")).records(table)).hasSize(101);
  }

  @Test
  void aLandingThatWasEmptiedStopsTheJob() throws Exception {
    TableId table = table("emptied");
    try (EmbeddedFlink flink = start(table, landing())) {
      awaitRows(flink, table, 100);
      flink.stop();
    }
    FileUtils.deleteDirectory(directory.resolve("landing").toFile());

    try (EmbeddedFlink flink = start(table, landing())) {
      assertThat(flink.terminated())
          .failsWithin(SOON)
          .withThrowableThat()
          .havingRootCause()
          .withMessageContaining("was emptied or replaced");
    }
  }

  private TableId table(String name) throws Exception {
    postgres.execute(
        "CREATE TABLE %s (id int PRIMARY KEY, note text)".formatted(name),
        "INSERT INTO %s SELECT i, 'n' FROM generate_series(1, 100) i".formatted(name),
        "CREATE PUBLICATION %s FOR TABLE %s".formatted(name, name));
    return new TableId("public", name);
  }

  private LandingConfig landing() {
    return new LandingConfig(
        "file:" + directory.resolve("landing"),
        MemorySize.ofMebiBytes(128),
        Duration.ofMinutes(15));
  }

  private PostgresConfig config(TableId table) {
    return postgres.config(List.of(table), table.name(), table.name());
  }

  private EmbeddedFlink start(TableId table, LandingConfig landing) throws Exception {
    return EmbeddedFlink.start(
        new CdcConfig(
            table.name(),
            2,
            0,
            List.of(config(table)),
            RecordFormat.DEFAULT,
            landing,
            new CheckpointConfig(
                "file:" + directory.resolve("checkpoints"),
                Duration.ofMillis(300),
                Duration.ofMinutes(1),
                2),
            Map.of()));
  }

  private void awaitRows(EmbeddedFlink flink, TableId table, long rows) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              assertThat(flink.terminated()).isNotDone();
              long listed = 0;
              for (JsonNode manifest : manifests()) {
                for (JsonNode file : manifest.get("files")) {
                  listed += file.get("rows").longValue();
                }
              }
              return listed >= rows;
            });
  }

  private static void copy(Path from, Path to) throws Exception {
    FileUtils.copy(
        new org.apache.flink.core.fs.Path(from.toString()),
        new org.apache.flink.core.fs.Path(to.toString()),
        false);
  }

  private static void awaitStreaming(EmbeddedFlink flink, String slot) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              assertThat(flink.terminated()).isNotDone();
              return postgres
                  .query(
                      "SELECT count(*) FROM pg_replication_slots WHERE active AND slot_name = '"
                          + slot
                          + "'")
                  .equals("1");
            });
  }

  private static String confirmed(String slot) throws Exception {
    return postgres.query(
        "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '" + slot + "'");
  }

  /** In their order, each with its name under {@code _manifests}. */
  private List<JsonNode> manifests() throws Exception {
    Path root = directory.resolve("landing/_manifests");
    List<JsonNode> manifests = new ArrayList<>();
    for (Path file : LiveFiles.below(root)) {
      if (file.toString().endsWith(".json")) {
        JsonNode manifest = JSON.readTree(file.toFile());
        manifests.add(
            ((com.fasterxml.jackson.databind.node.ObjectNode) manifest)
                .put("name", root.relativize(file).toString()));
      }
    }
    return manifests;
  }

  private void assertEqual(TableId table) throws Exception {
    LandingOnlyReport proof =
        new LandingProof("file:" + directory.resolve("landing"), directory).prove();
    assertThat(proof.isVerified()).as(proof.lines().toString()).isTrue();
    try (Connection connection = PostgresConnections.open(config(table))) {
      assertThat(
              new LandingVerifier(connection, "file:" + directory.resolve("landing"))
                  .verify(table)
                  .findings(10))
          .isEmpty();
    }
  }
}
