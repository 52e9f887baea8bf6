package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigLoader;
import com.cdc.stores.Plugins;
import com.cdc.stores.S3Server;
import com.cdc.testing.CdcProcess;
import com.cdc.testing.ClusterJob;
import com.cdc.testing.LiveFiles;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pipelines that earlier builds have left, landing and state, are gone on with and proved by this
 * one. A build that writes either in another way keeps its own by {@code -Dcdc.keep=NAME}; none is
 * ever changed or removed.
 */
class KeptPipelineITCase {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final String SLOT = "kept_slot";

  /** Behind where any new server begins, whose slot is to be before what was landed. */
  private static final long FAR = 0x8000000L;

  @TempDir Path directory;

  @AfterEach
  void forgetTheStore() {
    FileSystem.initialize(new Configuration(), null);
  }

  static List<String> kept() throws IOException {
    return KeptPipeline.names();
  }

  @ParameterizedTest
  @MethodSource("kept")
  void aPipelineOfAnEarlierBuildIsGoneOnWith(String name) throws Exception {
    KeptPipeline kept = KeptPipeline.read(name);
    try (S3Server store = S3Server.start(directory);
        TestPostgres postgres = TestPostgres.startNewAs(kept.systemIdentifier())) {
      kept.upload(store);
      prepare(postgres);
      postgres.execute("SELECT pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')");
      change(postgres);
      passOver(postgres, kept.position());
      postgres.query(
          "SELECT pg_replication_slot_advance('%s', '0/0'::pg_lsn + %d)"
              .formatted(SLOT, kept.confirmed()));
      long snapshot = count(store, "r");
      postgres.execute(
          "UPDATE item SET name = 'of today' WHERE id < 20", "DELETE FROM item WHERE id = 5");

      String config = configuration(postgres, store);
      if (kept.savepoint() == null) {
        run(config, () -> landing().until(() -> count(store, "d") == 3));
      } else {
        try (ClusterJob job = ClusterJob.restore(load(config), kept.savepoint())) {
          landing().until(() -> count(store, "d") == 3);
          job.stopWithSavepoint(store.uri("savepoints"));
        }
      }

      assertThat(count(store, "r")).as("rows of snapshots").isEqualTo(snapshot);
      requireProved(config, "verify", "--landing-only");
      requireProved(config, "verify");
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.keep", matches = ".+")
  void pipelinesOfThisBuildAreKept() throws Exception {
    String name = System.getProperty("cdc.keep");
    try (S3Server store = S3Server.start(Files.createDirectory(directory.resolve("one")));
        TestPostgres postgres = TestPostgres.startNew()) {
      prepare(postgres);
      passOver(postgres, FAR);
      run(configuration(postgres, store), () -> snapshotAndChange(postgres, store));
      KeptPipeline.write(name + "-checkpoint", postgres, store, null);
    }
    try (S3Server store = S3Server.start(Files.createDirectory(directory.resolve("other")));
        TestPostgres postgres = TestPostgres.startNew()) {
      Plugins.initialize(store.settings());
      prepare(postgres);
      passOver(postgres, FAR);
      try (ClusterJob job = ClusterJob.start(load(configuration(postgres, store)))) {
        snapshotAndChange(postgres, store);
        String savepoint = job.stopWithSavepoint(store.uri("savepoints"));
        KeptPipeline.write(name + "-savepoint", postgres, store, savepoint);
      }
    }
  }

  private static void snapshotAndChange(TestPostgres postgres, S3Server store) {
    landing().until(() -> count(store, "r") == 100);
    change(postgres);
    landing().until(() -> count(store, "d") == 2);
    String changed = postgres.query("SELECT pg_current_wal_lsn()");
    String confirmed = "SELECT confirmed_flush_lsn >= '" + changed + "' FROM pg_replication_slots";
    landing().until(() -> postgres.query(confirmed).equals("t"));
  }

  /** As {@code cdc run}, which a container platform ends. */
  private void run(String config, Runnable meanwhile) {
    try (CdcProcess run = CdcProcess.start(directory, Map.of(), "run", "--config", config)) {
      meanwhile.run();
      run.terminate();
      assertThat(run.awaitExit(SOON)).as(run.stderr()).isZero();
    }
  }

  private static ConditionFactory landing() {
    // a file may be gone by the time it is read: the server keeps uploads beside the objects
    return await().atMost(SOON).ignoreExceptionsInstanceOf(UncheckedIOException.class);
  }

  private static void prepare(TestPostgres postgres) {
    postgres.execute(
        "CREATE TABLE item (id int PRIMARY KEY, name text, price numeric(10,2), at timestamptz)",
        "INSERT INTO item SELECT n, 'item ' || n, n / 4.0, '2026-12-01' FROM generate_series(1, 100) n",
        "CREATE PUBLICATION kept_pub FOR TABLE item");
  }

  private static void change(TestPostgres postgres) {
    postgres.execute(
        "INSERT INTO item SELECT n, NULL, n, NULL FROM generate_series(101, 150) n",
        "UPDATE item SET id = 1000 WHERE id = 100",
        "ALTER TABLE item ADD COLUMN note text",
        "UPDATE item SET note = repeat('long ', 10) WHERE id <= 10",
        "DELETE FROM item WHERE id = 7");
  }

  /** Goes on to a position of the log; what was captured of the changes before it has landed. */
  private static void passOver(TestPostgres postgres, long position) {
    String passed = "SELECT pg_current_wal_insert_lsn() > '0/0'::pg_lsn + " + position;
    while (!postgres.query(passed).equals("t")) {
      postgres.execute("SELECT pg_logical_emit_message(false, '', '')", "SELECT pg_switch_wal()");
    }
  }

  private static CdcConfig load(String config) {
    return ConfigLoader.load(Path.of(config), Map.of());
  }

  private String configuration(TestPostgres postgres, S3Server store) throws IOException {
    String flink =
        store.settings().entrySet().stream()
            .map(setting -> "  " + setting.getKey() + ": \"" + setting.getValue() + "\"\n")
            .collect(Collectors.joining());
    return Files.writeString(
            directory.resolve("pipeline.yaml"),
            """
            job.name: kept
            postgres:
              host: %s
              port: %d
              database: %s
              user: %s
              password: %s
              publication: kept_pub
              slot: %s
              tables: [public.item]
            landing.uri: %s
            checkpoint:
              uri: %s
              interval: 500 ms
            rest.port: 0
            flink:
            %s"""
                .formatted(
                    postgres.host(),
                    postgres.port(),
                    TestPostgres.DATABASE,
                    TestPostgres.USER,
                    TestPostgres.PASSWORD,
                    SLOT,
                    store.uri("landing"),
                    store.uri("checkpoints"),
                    flink))
        .toString();
  }

  private void requireProved(String config, String... command) {
    List<String> arguments =
        Stream.concat(Stream.of(command), Stream.of("--config", config)).toList();
    CdcProcess proof = CdcProcess.run(directory, Map.of(), arguments.toArray(String[]::new));
    assertThat(proof.awaitExit(SOON)).as(proof.stdout() + proof.stderr()).isZero();
  }

  /** How many records of an operation are visible. A change of the key has a delete. */
  private static long count(S3Server store, String operation) {
    return LiveFiles.below(store.file("landing/cdc.public.item")).stream()
        .filter(file -> file.toString().endsWith(".json"))
        .flatMap(KeptPipelineITCase::lines)
        .filter(line -> line.contains("\"__op\":\"" + operation + "\""))
        .count();
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
