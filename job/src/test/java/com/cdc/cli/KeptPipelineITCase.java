package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.stores.S3Server;
import com.cdc.testing.CdcProcess;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pipelines that earlier builds have left, landing and checkpoints, are gone on with and proved by
 * this one. Each is a directory of {@code src/test/resources/kept}: the bucket, and whose server's
 * changes it holds. A build that writes state or landing in another way adds its own by {@code
 * -Dcdc.keep=NAME}; none is ever changed or removed.
 */
class KeptPipelineITCase {

  private static final Path KEPT = Path.of("src/test/resources/kept").toAbsolutePath();
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final String SLOT = "kept_slot";

  /** Behind where any new server begins, whose slot is to be before what was landed. */
  private static final long FAR = 0x8000000L;

  @TempDir Path directory;

  static List<String> kept() throws IOException {
    try (Stream<Path> pipelines = Files.list(KEPT)) {
      return pipelines.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("kept")
  void aPipelineOfAnEarlierBuildIsGoneOnWith(String name) throws IOException {
    Properties server = new Properties();
    try (var in = Files.newInputStream(KEPT.resolve(name).resolve("server.properties"))) {
      server.load(in);
    }
    try (S3Server store = S3Server.start(directory);
        TestPostgres postgres =
            TestPostgres.startNewAs(Long.parseLong(server.getProperty("system.identifier")))) {
      copy(KEPT.resolve(name).resolve("bucket"), store.file(""));
      prepare(postgres);
      postgres.execute("SELECT pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')");
      change(postgres);
      passOver(postgres, Long.parseLong(server.getProperty("position")));
      long snapshot = count(store, "r");
      postgres.execute(
          "UPDATE item SET name = 'of today' WHERE id < 20", "DELETE FROM item WHERE id = 5");

      String config = configuration(postgres, store);
      try (CdcProcess run = CdcProcess.start(directory, Map.of(), "run", "--config", config)) {
        await().atMost(SOON).until(() -> count(store, "d") == 2);
        run.terminate();
        assertThat(run.awaitExit(SOON)).as(run.stderr()).isZero();
      }

      assertThat(count(store, "r")).as("rows of snapshots").isEqualTo(snapshot);
      requireProved(config, "verify", "--landing-only");
      requireProved(config, "verify");
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.keep", matches = ".+")
  void aPipelineOfThisBuildIsKept() throws IOException {
    Path kept = Files.createDirectory(KEPT.resolve(System.getProperty("cdc.keep")));
    try (S3Server store = S3Server.start(directory);
        TestPostgres postgres = TestPostgres.startNew()) {
      prepare(postgres);
      passOver(postgres, FAR);
      String config = configuration(postgres, store);
      try (CdcProcess run = CdcProcess.start(directory, Map.of(), "run", "--config", config)) {
        await().atMost(SOON).until(() -> count(store, "r") == 100);
        change(postgres);
        await().atMost(SOON).until(() -> count(store, "d") == 1);
        run.terminate();
        assertThat(run.awaitExit(SOON)).as(run.stderr()).isZero();
      }
      copy(store.file(""), Files.createDirectory(kept.resolve("bucket")));
      Files.writeString(
          kept.resolve("server.properties"),
          "system.identifier=%s%nposition=%s%n"
              .formatted(
                  postgres.query("SELECT system_identifier FROM pg_control_system()"),
                  postgres.query("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")));
    }
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

  /** How many records of an operation are visible; an update of the key is a delete and more. */
  private static long count(S3Server store, String operation) {
    try (Stream<Path> files = Files.walk(store.file(""), FileVisitOption.FOLLOW_LINKS)) {
      return files
          .filter(file -> file.toString().matches(".*/cdc\\.public\\.item/.*\\.json"))
          .flatMap(KeptPipelineITCase::lines)
          .filter(line -> line.contains("\"__op\":\"" + operation + "\""))
          .filter(line -> !line.contains("\"id\":100,"))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }
}
