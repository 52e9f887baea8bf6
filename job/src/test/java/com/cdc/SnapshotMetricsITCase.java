package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.metrics.MetricName;
import com.cdc.source.ResnapshotRequest;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.TestPostgres;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The progress of snapshots, as the running job's REST interface tells it. */
class SnapshotMetricsITCase {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofMinutes(3);

  @TempDir private Path directory;

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void coordinatorAndReaderTellHowFarTheirSnapshotsAre() throws Exception {
    try (TestPostgres postgres = TestPostgres.startNew()) {
      TableId table = new TableId("public", "counted");
      postgres.execute(
          "CREATE TABLE counted (id int PRIMARY KEY)",
          "INSERT INTO counted SELECT generate_series(1, 2000)",
          "ANALYZE counted",
          "CREATE PUBLICATION counted FOR TABLE counted");
      PostgresConfig config =
          postgres
              .config(List.of(table), "counted", "counted")
              .withChunkSize(MemorySize.parse("64kb"));
      try (LocalPipeline pipeline = LocalPipeline.start(config, directory)) {
        String vertices = vertices(pipeline.flink().webUrl());
        String coordinator = vertices + "/jm-operator-metrics";
        await().atMost(SOON).until(() -> metric(coordinator, MetricName.SNAPSHOT_ROWS) == 2000);
        assertThat(metric(coordinator, MetricName.SNAPSHOT_CHUNKS)).isGreaterThan(1);
        assertThat(metric(coordinator, MetricName.SNAPSHOT_ROWS_PER_SECOND)).isPositive();
        assertThat(metric(coordinator, MetricName.SNAPSHOT_ROWS_LEFT)).isZero();
        assertThat(metric(coordinator, MetricName.SNAPSHOT_SECONDS_LEFT)).isZero();
        pipeline.awaitRecords(table, 2000, r -> true);

        ResnapshotRequest.send(config, table);

        String readers = vertices + "/subtasks/metrics";
        await().atMost(SOON).until(() -> metric(readers, MetricName.SNAPSHOT_ROWS) == 2000);
      }
    }
  }

  /** Where the source's vertex is; it is the first. */
  private static String vertices(String web) throws IOException, InterruptedException {
    String job = web + "/jobs/" + get(web + "/jobs").at("/jobs/0/id").asText();
    return job + "/vertices/" + get(job).at("/vertices/0/id").asText();
  }

  /** The greatest of the values that the metrics of that name have; -1 if there is none. */
  private static double metric(String url, MetricName name)
      throws IOException, InterruptedException {
    for (JsonNode known : get(url)) {
      String id = known.get("id").asText();
      if (id.endsWith("." + name.id())) {
        JsonNode value = get(url + "?get=" + id.replace(" ", "%20")).get(0);
        return value.has("max") ? value.get("max").asDouble() : value.get("value").asDouble();
      }
    }
    return -1;
  }

  private static JsonNode get(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return JSON.readTree(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
  }
}
