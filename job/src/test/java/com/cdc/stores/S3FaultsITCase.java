package com.cdc.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.event.RecordFormat;
import com.cdc.stores.HttpFaults.Injected;
import com.cdc.testing.ClusterJob;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.Storage;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a job makes of an S3 that fails in many ways. */
class S3FaultsITCase {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final Duration CHECKPOINTS = Duration.ofMillis(300);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private static Path directory;

  private static S3Store store;
  private static HttpFaults faults;

  @BeforeAll
  static void startStore() {
    store = S3Store.start(directory);
    faults = HttpFaults.to(store.port());
  }

  @AfterEach
  void endFaults() {
    faults.endAll();
  }

  @AfterAll
  static void endStore() {
    FileSystem.initialize(new Configuration(), null);
    faults.close();
    store.close();
  }

  private static void connect(String timeoutMillis, String attempts, String retries) {
    Map<String, String> settings = new HashMap<>(S3Server.settings(faults.port()));
    settings.put("s3.connection.timeout", timeoutMillis);
    settings.put("s3.attempts.maximum", attempts);
    settings.put("s3.retry.limit", retries);
    settings.put("s3.retry.throttle.limit", retries);
    Plugins.initialize(settings);
  }

  @Test
  void lostConnectionsErrorsAndSlowAnswersLoseNothing() throws Exception {
    connect("2000", "5", "7");
    Storage storage = store.storage("flaky");
    StoredTables tables = new StoredTables(postgres, "flaky", storage);
    try (ClusterJob job = start(tables, storage)) {
      tables.awaitFirstRow(); // the slot is there
      List<Injected> injected =
          Stream.of(
                  HttpFault.reset().every(7).times(3),
                  HttpFault.answer(503, error("SlowDown")).every(8).times(3),
                  HttpFault.answer(500, error("InternalError")).every(9).times(3),
                  HttpFault.lostAnswer().every(10).times(3),
                  HttpFault.lostAnswer().on("^POST .*uploadId=").every(2).times(3),
                  HttpFault.delay(Duration.ofMillis(300)).every(11).times(3),
                  // past the time-out
                  HttpFault.delay(Duration.ofSeconds(3)).every(12).times(1))
              .map(faults::inject)
              .toList();
      tables.change();
      tables.awaitLanded(job);
      assertThat(injected).allSatisfy(fault -> assertThat(fault.hits()).isPositive());
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aStoreThatIsDownForAWhileLosesNothing() throws Exception {
    outage("down", HttpFault.answer(503, error("ServiceUnavailable")), "ServiceUnavailable");
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void expiredCredentialsAreNamedAndLoseNothing() throws Exception {
    outage("expired", HttpFault.answer(400, error("ExpiredToken")).on("/landing/"), "ExpiredToken");
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void deniedAccessIsNamedAndLosesNothing() throws Exception {
    outage("denied", HttpFault.answer(403, error("AccessDenied")), "AccessDenied");
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aFullStoreIsNamedAndLosesNothing() throws Exception {
    outage(
        "no_room",
        HttpFault.answer(507, error("XMinioStorageFull")).on("^(PUT|POST) "),
        "XMinioStorageFull");
  }

  private static void outage(String name, HttpFault fault, String named) throws Exception {
    connect("2000", "2", "1");
    Storage storage = store.storage(name);
    StoredTables tables = new StoredTables(postgres, name, storage);
    try (ClusterJob job = start(tables, storage)) {
      tables.awaitLanded(job);
      Injected outage = faults.inject(fault);
      tables.change();
      await()
          .atMost(SOON)
          .until(() -> job.lastFailure().filter(f -> f.contains(named)).isPresent());
      tables.change();
      outage.end();
      tables.awaitLanded(job);
    }
  }

  @Test
  void anUploadAbortedBeforeItsCommitStopsTheJobAndLandsFromTheCheckpointBefore() throws Exception {
    connect("2000", "2", "1");
    Storage storage = store.storage("aborted");
    StoredTables tables = new StoredTables(postgres, "aborted", storage);
    try (LocalPipeline pipeline = LocalPipeline.start(tables.config(), storage, CHECKPOINTS)) {
      tables.awaitLanded(pipeline);
      Injected held =
          faults.inject(
              HttpFault.answer(503, error("SlowDown"))
                  .on("^POST /cdc/aborted/landing/.*uploadId="));
      tables.changeOne();
      await().atMost(SOON).until(() -> held.hits() > 0);
      abortUploads();
      held.end();

      assertThat(pipeline.flink().terminated())
          .failsWithin(SOON)
          .withThrowableThat()
          .withStackTraceContaining("its upload is gone")
          .withStackTraceContaining("aborted/landing/cdc.aborted.t0/date=")
          .withStackTraceContaining("start the job from the checkpoint before");
    }
    assertThat(tables.faults()).as("missing").isNotEmpty();
    try (LocalPipeline pipeline = LocalPipeline.start(tables.config(), storage, CHECKPOINTS)) {
      assertThat(pipeline.flink().terminated()).as("with the same file again").failsWithin(SOON);
    }

    FileUtils.deleteDirectory(newestCheckpoint(storage).toFile());
    try (LocalPipeline pipeline = LocalPipeline.start(tables.config(), storage, CHECKPOINTS)) {
      tables.awaitLanded(pipeline);
    }
  }

  private static Path newestCheckpoint(Storage storage) throws IOException {
    try (Stream<Path> files = Files.walk(storage.directory().resolve("checkpoints"), 2)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("chk-"))
          .max(
              Comparator.comparingInt(
                  file -> Integer.parseInt(file.getFileName().toString().substring(4))))
          .orElseThrow();
    }
  }

  /** Where the store keeps the parts of uploads that are not completed. */
  private static void abortUploads() throws IOException {
    try (Stream<Path> files = Files.list(store.file(""))) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(".mpus-")) {
          FileUtils.deleteFileOrDirectory(file.toFile());
        }
      }
    }
  }

  private static ClusterJob start(StoredTables tables, Storage storage) throws Exception {
    return ClusterJob.start(storage.config(tables.config(), RecordFormat.DEFAULT, 2, CHECKPOINTS));
  }

  private static String error(String code) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>Injected</Message></Error>"
        .formatted(code);
  }
}
