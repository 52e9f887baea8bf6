package com.cdc.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.cdc.config.CdcConfig;
import com.cdc.event.RecordFormat;
import com.cdc.scenario.RandomFailures;
import com.cdc.testing.ClusterJob;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.Storage;
import com.cdc.testing.TestPostgres;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What every object store must show: the guarantees of a local directory, through the plugin of the
 * distribution, with landing, checkpoints and savepoints in the store.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ExactlyOnceOnStore {

  private static final Duration CHECKPOINTS = Duration.ofMillis(300);

  private TestPostgres postgres;
  private TestStore store;

  /** Starts the store, which lives as long as the class. */
  abstract TestStore start();

  @BeforeAll
  void startStoreAndDatabase() {
    store = start();
    Plugins.initialize(store.settings());
    postgres = TestPostgres.startNew(RandomFailures.SERVER);
  }

  @AfterAll
  void endStoreAndDatabase() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
    if (store != null) {
      store.close();
    }
    FileSystem.initialize(new Configuration(), null);
  }

  @Test
  void snapshotAndStreamLandOnceAcrossFailuresAndStops() throws Exception {
    Storage storage = store.storage("failing");
    StoredTables tables = new StoredTables(postgres, "failing", storage);
    try (LocalPipeline first = LocalPipeline.start(tables.config(), storage, CHECKPOINTS)) {
      tables.awaitFirstRow(); // and end in the middle of the snapshot
      assertThat(first.flink().terminated()).isNotDone();
    }
    tables.change();
    try (LocalPipeline second = LocalPipeline.start(tables.config(), storage, CHECKPOINTS)) {
      tables.awaitLanded(second);
      tables.change();
    }
    try (LocalPipeline third = LocalPipeline.start(tables.config(), storage, CHECKPOINTS)) {
      tables.awaitLanded(third);
      tables.change();
      third.stop();
    }
    try (LocalPipeline last = LocalPipeline.start(tables.config(), storage, CHECKPOINTS)) {
      tables.change();
      tables.awaitLanded(last);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void everythingLandsOnceAcrossSavepointsWithOneThreeAndTwoTasks() throws Exception {
    Storage storage = store.storage("rescaled");
    StoredTables tables = new StoredTables(postgres, "rescaled", storage);
    String savepoint;
    try (ClusterJob one = ClusterJob.start(config(tables, storage, 1))) {
      tables.awaitFirstRow();
      tables.change();
      savepoint = one.stopWithSavepoint(storage.savepointUri());
    }
    tables.change();
    try (ClusterJob three = ClusterJob.restore(config(tables, storage, 3), savepoint)) {
      tables.awaitLanded(three);
      tables.change();
      three.loseTasks();
      tables.change();
      tables.awaitLanded(three);
      tables.change();
      savepoint = three.stopWithSavepoint(storage.savepointUri());
    }
    try (ClusterJob two = ClusterJob.restore(config(tables, storage, 2), savepoint)) {
      tables.change();
      tables.awaitLanded(two);
    }
  }

  @TestFactory
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  Stream<DynamicTest> randomFailures() {
    long first = Long.getLong("cdc.property.seed", ThreadLocalRandom.current().nextInt(1_000_000));
    return LongStream.range(first, first + Integer.getInteger("cdc.property.tries", 6))
        .mapToObj(
            seed ->
                dynamicTest(
                    "seed " + seed,
                    () -> RandomFailures.run(postgres, seed, store.storage("seed_" + seed))));
  }

  private static CdcConfig config(StoredTables tables, Storage storage, int parallelism) {
    return storage.config(tables.config(), RecordFormat.DEFAULT, parallelism, CHECKPOINTS);
  }
}
