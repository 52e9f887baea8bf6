package com.cdc.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.event.RecordFormat;
import com.cdc.testing.ClusterJob;
import com.cdc.testing.Storage;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a job makes of an ADLS Gen2 that fails in many ways. */
class AdlsFaultsITCase {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final Duration CHECKPOINTS = Duration.ofMillis(300);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private static Path directory;

  private static AdlsStore store;

  @BeforeAll
  static void startStore() {
    store = AdlsStore.start(directory);
    Map<String, String> settings = new HashMap<>(store.settings());
    // what lasts has to reach the job soon
    settings.put("fs.azure.io.retry.max.retries", "3");
    settings.put("fs.azure.io.retry.backoff.interval", "50");
    Plugins.initialize(settings);
  }

  @AfterAll
  static void endStore() {
    FileSystem.initialize(new Configuration(), null);
    store.close();
  }

  @BeforeEach
  void endFaults() {
    store.inject(AdlsFault.NONE);
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aBusyServerLosesNothing() throws Exception {
    flaky("busy", AdlsFault.refuse(AdlsError.SERVER_BUSY).every(10));
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void connectionsCutBeforeTheRequestLoseNothing() throws Exception {
    flaky("cut", AdlsFault.cut().every(7));
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void answersThatAreLostLoseNothing() throws Exception {
    // a repeated rename does not find its source, a repeated append writes the same again
    flaky("unheard", AdlsFault.loseAnswer().every(9));
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void slowAnswersLoseNothing() throws Exception {
    flaky("slow", AdlsFault.delay(Duration.ofMillis(400)).every(5));
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void deniedAccessIsNamedAndLosesNothing() throws Exception {
    Storage storage = store.storage("denied");
    StoredTables tables = new StoredTables(postgres, "denied", storage);
    try (ClusterJob job = start(tables, storage)) {
      tables.awaitLanded(job);
      store.inject(AdlsFault.refuse(AdlsError.AUTHORIZATION_PERMISSION_MISMATCH));
      tables.change();
      await().atMost(SOON).until(() -> job.lastFailure().isPresent());
      assertThat(job.lastFailure().orElseThrow()).contains("\"Forbidden\", 403");
      tables.change();
      store.inject(AdlsFault.NONE);
      tables.awaitLanded(job);
    }
  }

  @Test
  void aRenameThatDoesNotHappenLosesNothing() throws Exception {
    // Flink does not look at what the driver says of it
    renames("unrenamed", AdlsFault.refuse(AdlsError.RENAME_DESTINATION_PARENT_PATH_NOT_FOUND));
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aRenameThatIsSaidToHaveHappenedLosesNothing() throws Exception {
    renames("pretended", (request, endpoint) -> AdlsReply.of(201));
  }

  private static void renames(String name, AdlsFault fault) throws Exception {
    Storage storage = store.storage(name);
    StoredTables tables = new StoredTables(postgres, name, storage);
    AtomicInteger hits = new AtomicInteger();
    try (ClusterJob job = start(tables, storage)) {
      tables.awaitLanded(job);
      AdlsFault counted =
          (request, endpoint) -> {
            hits.incrementAndGet();
            return fault.answer(request, endpoint);
          };
      store.inject(counted.times(1).when(AdlsFaultsITCase::isCommit));
      tables.change();
      tables.awaitLanded(job);
      assertThat(hits).hasValue(1);
    }
  }

  private static boolean isCommit(AdlsRequest request) {
    return request.isRename() && request.path().contains("/landing/");
  }

  private static void flaky(String name, AdlsFault fault) throws Exception {
    Storage storage = store.storage(name);
    StoredTables tables = new StoredTables(postgres, name, storage);
    store.inject(fault);
    try (ClusterJob job = start(tables, storage)) {
      tables.awaitLanded(job);
      tables.change();
      tables.awaitLanded(job);
    }
  }

  private static ClusterJob start(StoredTables tables, Storage storage) throws Exception {
    return ClusterJob.start(storage.config(tables.config(), RecordFormat.DEFAULT, 2, CHECKPOINTS));
  }
}
