package com.cdc.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.stores.GcsStore.Fault;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.Storage;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline while the service fails: it recovers by itself, and everything lands once. */
class GcsFaultsITCase {

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private static Path directory;
  private static GcsStore store;

  @BeforeAll
  static void start() {
    store = GcsStore.start(directory);
    Plugins.initialize(store.settings());
  }

  @AfterAll
  static void stop() {
    FileSystem.initialize(new Configuration(), null);
    store.close();
  }

  @Test
  void everythingLandsOnceAcrossLostRepliesAndRefusals() throws Exception {
    Storage storage = store.storage("faults");
    StoredTables tables = new StoredTables(postgres, "faults", storage);
    try (LocalPipeline pipeline =
        LocalPipeline.start(tables.config(), storage, Duration.ofMillis(300))) {
      tables.awaitFirstRow();
      for (Fault fault : new Fault[] {Fault.UNAVAILABLE, Fault.LOST_REPLY, Fault.LOST_REQUEST}) {
        AtomicInteger requests = injectEveryTenth(fault, 3);
        tables.change();
        await().atMost(Duration.ofMinutes(3)).until(() -> requests.get() > 30);
      }
      AtomicInteger refused = new AtomicInteger(); // the credentials have expired
      store.inject(request -> refused.incrementAndGet() < 10 ? Fault.UNAUTHORIZED : Fault.NONE);
      tables.change();
      tables.awaitLanded(pipeline);
      assertThat(refused.get()).isGreaterThan(10);
    }
  }

  private static AtomicInteger injectEveryTenth(Fault fault, int times) {
    AtomicInteger requests = new AtomicInteger();
    store.inject(
        request -> {
          int number = requests.incrementAndGet();
          return number % 10 == 0 && number <= 10 * times ? fault : Fault.NONE;
        });
    return requests;
  }
}
