package com.cdc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.CdcConfig;
import com.cdc.config.CheckpointConfig;
import com.cdc.config.LandingConfig;
import com.cdc.config.PostgresConfig;
import com.cdc.embedded.EmbeddedFlink;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.postgres.PostgresConnections;
import com.cdc.testing.Landing;
import com.cdc.testing.LiveFiles;
import com.cdc.testing.TestPostgres;
import com.cdc.verify.LandingOnlyReport;
import com.cdc.verify.LandingProof;
import com.cdc.verify.LandingVerifier;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;

/** A pipeline of one table into a directory, and what its manifests say. */
record Delivery(TestPostgres postgres, Path directory) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofMinutes(3);

  /** A table of 100 rows, with a publication of its name. */
  TableId table(String name) {
    postgres.execute(
        "CREATE TABLE %s (id int PRIMARY KEY, note text)".formatted(name),
        "INSERT INTO %s SELECT i, 'n' FROM generate_series(1, 100) i".formatted(name),
        "CREATE PUBLICATION %s FOR TABLE %s".formatted(name, name));
    return new TableId("public", name);
  }

  LandingConfig landing() {
    return new LandingConfig(
        "file:" + directory.resolve("landing"),
        MemorySize.ofMebiBytes(128),
        Duration.ofMinutes(15));
  }

  /** What a reader sees. */
  Landing landed() {
    return new Landing(directory.resolve("landing"));
  }

  EmbeddedFlink start(TableId table, LandingConfig landing) throws Exception {
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

  private PostgresConfig config(TableId table) {
    return postgres.config(List.of(table), table.name(), table.name());
  }

  /** Waits until manifests list so many rows. */
  void awaitRows(EmbeddedFlink flink, TableId table, long rows) {
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

  /** Whether one of the kept checkpoints has the text in its state. */
  boolean isInACheckpoint(String text) throws IOException {
    for (Path file : LiveFiles.below(directory.resolve("checkpoints"))) {
      if (Files.readString(file, ISO_8859_1).contains(text)) {
        return true;
      }
    }
    return false;
  }

  void awaitStreaming(EmbeddedFlink flink, String slot) {
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

  String confirmed(String slot) {
    return postgres.query(
        "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '" + slot + "'");
  }

  /** In their order, each with its name under {@code _manifests}. */
  List<JsonNode> manifests() throws IOException {
    Path root = directory.resolve("landing/_manifests");
    List<JsonNode> manifests = new ArrayList<>();
    for (Path file : LiveFiles.below(root)) {
      if (file.toString().endsWith(".json")) {
        JsonNode manifest = JSON.readTree(file.toFile());
        manifests.add(((ObjectNode) manifest).put("name", root.relativize(file).toString()));
      }
    }
    return manifests;
  }

  /** What landed is proved by itself, and folds to the table. */
  void assertEqual(TableId table) throws Exception {
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
