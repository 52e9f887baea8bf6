package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.testing.CdcProcess;
import com.cdc.testing.TestPostgres;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** How {@code cdc run} says how it is: over HTTP, in its log, to a probe and to cdc status. */
class HealthITCase {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private Path directory;

  @Test
  void aRunningJobIsReadyOnceACheckpointIsCompleteAndWhileItGetsOn() throws Exception {
    try (TestPostgres postgres = TestPostgres.startNew()) {
      AuditedTable table = AuditedTable.create(postgres, "healthy", 10);
      int port = freePort();
      Map<String, String> environment = environment(postgres, table, port);
      try (CdcProcess cdc = CdcProcess.start(directory, environment, "run")) {
        await().atMost(SOON).until(() -> isReady(port));
        assertThat(get(port, "/health/live").statusCode()).isEqualTo(200);
        assertThat(probe(port)).isZero();
        assertThat(get(port, "/other").statusCode()).isEqualTo(404);

        table.insert(11);
        await().atMost(SOON).until(() -> metrics(port).contains(landed(table, "c", 1)));
        assertThat(metrics(port))
            .contains(
                landed(table, "r", 10),
                "cdc_stream_connected{source=\"postgres\"} 1.0\n",
                "cdc_slot_status{source=\"postgres\"} 0.0\n",
                "cdc_database_unreachable_seconds{source=\"postgres\"} 0.0\n",
                "cdc_job_restarts_total 0.0\n",
                "cdc_ready 1.0\n")
            .containsPattern("(?m)^cdc_slot_wal_retained_bytes\\{source=\"postgres\"} [1-9]")
            .containsPattern("(?m)^cdc_landing_lag_seconds\\{source=\"postgres\"} [0-9.]+$")
            .containsPattern(
                "(?m)^cdc_snapshot_rows\\{source=\"postgres\",table=\"[^\"]+\"} 10.0$");
        await()
            .atMost(SOON)
            .until(
                () ->
                    cdc.stderr()
                        .lines()
                        .anyMatch(
                            line ->
                                line.matches(
                                    ".* checkpoint_age_seconds=\\d+ lag_seconds=\\d+"
                                        + " rows_per_second=\\d+ wal_retained_bytes=\\d+")));

        JsonNode status = status(environment, 0);
        assertThat(status.path("healthy").asBoolean()).isTrue();
        assertThat(status.path("landedRows").path("healthy.stock_item").asInt()).isEqualTo(11);
        assertThat(status.at("/checkpoint/id").asInt()).isPositive();
        assertThat(status.at("/slots/0/lagSeconds").isNumber()).isTrue();

        postgres.stop();
        await().atMost(SOON).until(() -> !isReady(port));
        await()
            .atMost(SOON)
            .until(
                () ->
                    get(port, "/health/ready")
                        .body()
                        .contains("the database has not answered for"));
        assertThat(get(port, "/health/live").statusCode()).isEqualTo(200);
        assertThat(probe(port)).isEqualTo(1);
        assertThat(status(environment, 1).path("problems").toString())
            .contains("Slot `healthy_slot` cannot be looked at");

        postgres.start();
        await().atMost(SOON).until(() -> isReady(port));
        cdc.terminate();
        assertThat(cdc.awaitExit(SOON)).as(cdc.stderr()).isZero();
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void anInstanceThatWaitsIsLiveAndNotReady() throws Exception {
    try (TestPostgres postgres = TestPostgres.startNew()) {
      AuditedTable table = AuditedTable.create(postgres, "second", 10);
      int first = freePort();
      int second = freePort();
      Map<String, String> environment = environment(postgres, table, first);
      Map<String, String> waiting = new HashMap<>(environment);
      waiting.remove("HTTP_PORT");
      waiting.put("HTTP_PORT", String.valueOf(second));
      waiting.put("LOG_FORMAT", "json");
      try (CdcProcess writer = CdcProcess.start(directory, environment, "run")) {
        await().atMost(SOON).until(() -> isReady(first));
        try (CdcProcess other = CdcProcess.start(directory, waiting, "run")) {
          await()
              .atMost(SOON)
              .until(() -> body(second, "/health/ready").contains("waiting-for-lease"));

          HttpResponse<String> ready = get(second, "/health/ready");
          assertThat(ready.statusCode()).isEqualTo(503);
          assertThat(JSON.readTree(ready.body()).at("/reasons/0").asText())
              .contains("Another instance of this pipeline is the writer");
          assertThat(get(second, "/health/live").statusCode()).isEqualTo(200);
          await().atMost(SOON).until(() -> other.stderr().contains("Waiting: another instance"));
          for (String line : other.stderr().lines().toList()) {
            assertThat(JSON.readTree(line).path("severity").asText()).as(line).isNotEmpty();
          }
        }
        CdcProcess third = CdcProcess.run(directory, environment, "run");
        assertThat(third.awaitExit(SOON)).isEqualTo(1);
        assertThat(third.stderr()).contains("cannot listen on 0.0.0.0:" + first, "`http.port`");
        assertThat(writer.isAlive()).isTrue();
      }
    }
  }

  private Map<String, String> environment(TestPostgres postgres, AuditedTable table, int port) {
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    environment.put("HTTP_PORT", String.valueOf(port));
    environment.put("HTTP_UNREADY_AFTER", "3 s");
    return environment;
  }

  private static String landed(AuditedTable table, String operation, int rows) {
    return "cdc_rows_landed_total{operation=\"%s\",source=\"postgres\",table=\"%s\"} %d.0\n"
        .formatted(operation, table.id(), rows);
  }

  private JsonNode status(Map<String, String> environment, int exit) throws IOException {
    CdcProcess status = CdcProcess.run(directory, environment, "status", "--json");
    assertThat(status.awaitExit(SOON)).as(status.stdout() + status.stderr()).isEqualTo(exit);
    return JSON.readTree(status.stdout());
  }

  /** The exit code of the container's health check. */
  private static int probe(int port) throws IOException, InterruptedException {
    Path lib = Path.of(System.getProperty("cdc.distribution", "target/cdc"), "lib");
    try (Stream<Path> jars = Files.list(lib)) {
      Path job =
          jars.filter(jar -> jar.getFileName().toString().startsWith("job-"))
              .findFirst()
              .orElseThrow();
      Path java = Path.of(System.getProperty("java.home"), "bin", "java");
      ProcessBuilder probe =
          new ProcessBuilder(
              List.of(java.toString(), "-cp", job.toString(), Probe.class.getName()));
      probe.environment().put("HTTP_PORT", String.valueOf(port));
      return probe.inheritIO().start().waitFor();
    }
  }

  private static boolean isReady(int port) throws InterruptedException {
    return body(port, "/health/ready").contains("\"ready\":true");
  }

  private static String metrics(int port) throws InterruptedException {
    return body(port, "/metrics");
  }

  /** Empty while nobody listens. */
  private static String body(int port, String path) throws InterruptedException {
    try {
      return get(port, path).body();
    } catch (IOException e) {
      return "";
    }
  }

  private static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
