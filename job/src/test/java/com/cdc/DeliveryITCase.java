package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.BucketTime;
import com.cdc.config.Compression;
import com.cdc.config.LandingConfig;
import com.cdc.config.OpenParts;
import com.cdc.embedded.EmbeddedFlink;
import com.cdc.event.TableId;
import com.cdc.postgres.Lsn;
import com.cdc.testing.TestPostgres;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What lands, in which files, and what their manifests say. */
class DeliveryITCase {

  private static final Duration SOON = Duration.ofMinutes(3);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir Path directory;
  private Delivery delivery;

  @BeforeEach
  void delivery() {
    delivery = new Delivery(postgres, directory);
  }

  @Test
  void afterACleanStopTheManifestsListEveryFileOnceAndFollowEachOther() throws Exception {
    TableId table = delivery.table("listed");
    try (EmbeddedFlink flink =
        delivery.start(table, delivery.landing().withCompression(Compression.GZIP, 1))) {
      delivery.awaitRows(flink, table, 100);
      postgres.execute("INSERT INTO listed SELECT i, 'n' FROM generate_series(101, 200) i");
      delivery.awaitRows(flink, table, 200);
      postgres.execute("UPDATE listed SET note = 'later' WHERE id <= 50");
      assertThat(flink.stop()).isTrue();
    }
    try (EmbeddedFlink flink =
        delivery.start(table, delivery.landing().withCompression(Compression.ZSTD, 0))) {
      postgres.execute("DELETE FROM listed WHERE id > 150");
      delivery.awaitRows(flink, table, 300);
      assertThat(flink.stop()).isTrue();
    }

    List<JsonNode> manifests = delivery.manifests();
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
    List<Path> parts = delivery.landed().parts(table);
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
    delivery.assertEqual(table);
  }

  @Test
  void rowsWaitForALargerFileAndTheSlotWaitsForThem() throws Exception {
    TableId table = delivery.table("waiting");
    OpenParts wait =
        new OpenParts(MemorySize.ofMebiBytes(1), Duration.ofHours(1), Map.of(), Map.of());
    LandingConfig patient = delivery.landing().withOpenParts(wait);
    try (EmbeddedFlink flink = delivery.start(table, patient)) {
      delivery.awaitStreaming(flink, "waiting");
      String before = postgres.query("SELECT pg_current_wal_lsn()");
      postgres.execute("INSERT INTO waiting SELECT i, 'n' FROM generate_series(101, 200) i");
      // a checkpoint that all tasks take part in, and that the last row has reached
      await()
          .atMost(SOON)
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                flink.checkpoint();
                assertThat(delivery.isInACheckpoint("{\"id\":200,")).isTrue();
              });
      assertThat(delivery.landed().parts(table)).isEmpty();
      assertThat(Lsn.parse(delivery.confirmed("waiting")))
          .as("the rows wait")
          .isLessThanOrEqualTo(Lsn.parse(before));
      flink.close();
    }
    try (EmbeddedFlink flink = delivery.start(table, patient)) {
      delivery.awaitRows(flink, table, 200);
      assertThat(delivery.landed().parts(table))
          .as("what waited in the checkpoint")
          .hasSizeLessThanOrEqualTo(2);
      postgres.execute("DELETE FROM waiting WHERE id <= 10");
      postgres.execute(
          "INSERT INTO waiting SELECT i, repeat('x', 900) FROM generate_series(201, 2200) i");
      await().atMost(SOON).until(() -> delivery.landed().records(table).size() > 1300);
      assertThat(flink.stop()).as("a clean stop leaves nothing waiting").isTrue();
    }

    delivery.assertEqual(table);
    JsonNode last = delivery.manifests().get(delivery.manifests().size() - 1);
    assertThat(last.get("sources").get(0).has("open")).isFalse();
  }

  @Test
  void whatWaitedForLongEnoughLandsAndTheSlotMovesOn() throws Exception {
    TableId table = delivery.table("aged");
    OpenParts brief =
        new OpenParts(MemorySize.ofMebiBytes(1), Duration.ofSeconds(2), Map.of(), Map.of());
    try (EmbeddedFlink flink =
        delivery.start(
            table, delivery.landing().withOpenParts(brief).withBucketTime(BucketTime.INGESTION))) {
      delivery.awaitRows(flink, table, 100);
      postgres.execute("INSERT INTO aged VALUES (101, 'n')");
      String committed = postgres.query("SELECT pg_current_wal_lsn()");
      delivery.awaitRows(flink, table, 101);
      await()
          .atMost(SOON)
          .until(() -> Lsn.parse(delivery.confirmed("aged")) >= Lsn.parse(committed));
    }

    delivery.assertEqual(table);
  }

  @Test
  void anOlderCheckpointThanTheLandingsStopsTheJobBeforeRowsLandTwice() throws Exception {
    TableId table = delivery.table("older");
    // each row is worth a file, but the slot waits as if not: nothing but the manifests tells
    OpenParts wait = new OpenParts(new MemorySize(10), Duration.ofHours(1), Map.of(), Map.of());
    Path checkpoints = directory.resolve("checkpoints");
    Path kept = directory.resolve("kept");
    try (EmbeddedFlink flink = delivery.start(table, delivery.landing().withOpenParts(wait))) {
      delivery.awaitRows(flink, table, 100);
      flink.stop();
    }
    copy(checkpoints, kept);
    try (EmbeddedFlink flink = delivery.start(table, delivery.landing().withOpenParts(wait))) {
      postgres.execute("INSERT INTO older VALUES (101, 'n')");
      delivery.awaitRows(flink, table, 101);
      flink.stop();
    }
    FileUtils.deleteDirectory(checkpoints.toFile());
    copy(kept, checkpoints);

    try (EmbeddedFlink flink = delivery.start(table, delivery.landing().withOpenParts(wait))) {
      assertThat(flink.terminated())
          .failsWithin(SOON)
          .withThrowableThat()
          .havingRootCause()
          .withMessageContaining("holds what checkpoint")
          .withMessageContaining("would land twice");
    }
    assertThat(delivery.landed().records(table)).hasSize(101);
  }

  @Test
  void aLandingThatWasEmptiedStopsTheJob() throws Exception {
    TableId table = delivery.table("emptied");
    try (EmbeddedFlink flink = delivery.start(table, delivery.landing())) {
      delivery.awaitRows(flink, table, 100);
      flink.stop();
    }
    FileUtils.deleteDirectory(directory.resolve("landing").toFile());

    try (EmbeddedFlink flink = delivery.start(table, delivery.landing())) {
      assertThat(flink.terminated())
          .failsWithin(SOON)
          .withThrowableThat()
          .havingRootCause()
          .withMessageContaining("was emptied or replaced");
    }
  }

  private static void copy(Path from, Path to) throws Exception {
    FileUtils.copy(
        new org.apache.flink.core.fs.Path(from.toString()),
        new org.apache.flink.core.fs.Path(to.toString()),
        false);
  }
}
