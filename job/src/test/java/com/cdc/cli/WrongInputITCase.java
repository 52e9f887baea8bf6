package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.testing.CdcProcess;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong before the pipeline runs: one message, exit code 1, and nothing was written. */
class WrongInputITCase {

  /**
   * @param name for the report
   * @param change makes a valid environment wrong
   * @param file content of the configuration file, or null for none; {@code -} for a missing one
   * @param says parts of the message: what, where, what to do
   */
  private record Wrong(String name, Map<String, String> change, String file, List<String> says) {

    static Wrong environment(String name, Map<String, String> change, String... says) {
      return new Wrong(name, change, null, List.of(says));
    }

    static Wrong file(String name, String file, String... says) {
      return new Wrong(name, Map.of(), file, List.of(says));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static TestPostgres postgres;
  private static TestPostgres notLogical;
  private static AuditedTable table;
  private static ServerSocket taken;

  @TempDir private Path directory;

  @BeforeAll
  static void start() throws IOException {
    postgres = TestPostgres.startNew();
    notLogical = TestPostgres.startNew(Map.of("wal_level", "replica"));
    table = AuditedTable.create(postgres, "shop", 10);
    AuditedTable.create(notLogical, "shop", 10);
    postgres.execute(
        "CREATE TABLE shop.uncovered (id int PRIMARY KEY)",
        "CREATE TABLE shop.\"Stock_Item\" (id int PRIMARY KEY)");
    taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterAll
  static void stop() throws IOException {
    taken.close();
    notLogical.close();
    postgres.close();
  }

  static Stream<Wrong> wrongs() {
    String port = String.valueOf(postgres.port());
    return Stream.of(
        Wrong.file("no configuration file", "-", "absent.yaml", "does not exist", "--config FILE"),
        Wrong.file(
            "unknown key", "landing:\n  rol-age: 1 min\n", "landing.rol-age", "landing.roll-age"),
        Wrong.environment(
            "bad URI", Map.of("LANDING_URI", "s3//bucket"), "LANDING_URI", "s3://bucket/path"),
        Wrong.environment(
            "one directory for two tables",
            Map.of("TABLE_INCLUDE", "shop.stock_item, shop.Stock_Item"),
            "shop.stock_item",
            "shop.Stock_Item",
            "only one of them"),
        Wrong.environment(
            "unreachable database", Map.of("PG_PORT", "1"), "localhost:1", "postgres.port"),
        Wrong.environment(
            "wrong password", Map.of("PG_PASSWORD", "no"), "Wrong password", "postgres.password"),
        Wrong.environment(
            "missing database", Map.of("PG_DATABASE", "shpo"), "`shpo`", port, "postgres.database"),
        Wrong.environment(
            "wal_level not logical",
            Map.of("PG_PORT", String.valueOf(notLogical.port())),
            "wal_level",
            String.valueOf(notLogical.port()),
            "logical"),
        Wrong.environment(
            "missing publication",
            Map.of("PG_PUBLICATION", "absent_pub"),
            "`absent_pub` does not exist",
            "CREATE PUBLICATION \"absent_pub\" FOR TABLE \"shop\".\"stock_item\""),
        Wrong.environment(
            "table outside the publication",
            Map.of("TABLE_INCLUDE", "shop.uncovered"),
            "shop.uncovered",
            "ALTER PUBLICATION \"shop_pub\" ADD TABLE \"shop\".\"uncovered\""),
        Wrong.environment(
            "missing table",
            Map.of("TABLE_INCLUDE", "shop.stock_itm"),
            "shop.stock_itm",
            "shop.stock_item"),
        // below a file, which stops root too
        Wrong.environment(
            "landing that cannot be written",
            Map.of("LANDING_URI", "/proc/version/landing"),
            "landing.uri",
            "/proc/version/landing",
            "Check"),
        Wrong.environment(
            "port of the web interface taken",
            Map.of("REST_PORT", String.valueOf(taken.getLocalPort())),
            String.valueOf(taken.getLocalPort()),
            "rest.port"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongs")
  void saysWhatIsWrongAndWritesNothing(Wrong wrong) throws IOException {
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    environment.putAll(wrong.change());
    List<String> arguments = arguments(wrong);
    List<String> debugging = new ArrayList<>(arguments);
    debugging.add("--debug");

    try (CdcProcess plain = run(environment, arguments);
        CdcProcess debug = run(environment, debugging)) {
      assertThat(plain.awaitExit(Duration.ofMinutes(3))).as(plain.stderr()).isEqualTo(1);
      assertThat(debug.awaitExit(Duration.ofMinutes(3))).as(debug.stderr()).isEqualTo(1);

      assertThat(plain.stdout()).isEmpty();
      // one log line says the configuration, all after it is the one message
      String[] parts = plain.stderr().split("error: ", -1);
      assertThat(parts).as(plain.stderr()).hasSize(2);
      assertThat(parts[0]).doesNotContain(" WARN ", " ERROR ", "\tat ");
      assertThat(parts[1]).contains(wrong.says()).doesNotContain("\tat ");
      assertThat(debug.stderr()).contains(wrong.says()).contains("\tat ");
    }
    assertThat(files("landing")).isEmpty();
    assertThat(files("checkpoints")).isEmpty();
    assertThat(postgres.query("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
    assertThat(notLogical.query("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
  }

  @Test
  void theEnvironmentWinsOverTheFile() throws IOException {
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    environment.put("PG_PUBLICATION", "of_the_environment");
    Path file = directory.resolve("pipeline.yaml");
    Files.writeString(file, "postgres:\n  port: 1\n  publication: of_the_file\n");

    try (CdcProcess cdc = CdcProcess.run(directory, environment, "run", "--config", "" + file)) {
      assertThat(cdc.stderr()).contains("`of_the_environment` does not exist");
    }
  }

  @Test
  void aWrongCommandOrOptionGetsASuggestion() {
    try (CdcProcess command = CdcProcess.start(directory, Map.of(), "rnu");
        CdcProcess option = CdcProcess.start(directory, Map.of(), "run", "--confg", "x")) {
      assertThat(command.awaitExit(Duration.ofMinutes(3))).isEqualTo(1);
      assertThat(option.awaitExit(Duration.ofMinutes(3))).isEqualTo(1);

      assertThat(command.stderr()).contains("'rnu'", "Did you mean `run`?", "`cdc --help`");
      assertThat(option.stderr()).contains("--confg", "Did you mean `--config`?");
      assertThat(command.stderr() + option.stderr()).doesNotContain("\tat ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--help, Usage: cdc",
    "run --help, Usage: cdc run",
    "demo --help, Usage: cdc demo",
    "options, landing.uri",
    "--version, cdc "
  })
  void helpIsNoError(String arguments, String says) {
    try (CdcProcess cdc = CdcProcess.start(directory, Map.of(), arguments.split(" "))) {
      assertThat(cdc.awaitExit(Duration.ofMinutes(3))).as(cdc.stderr()).isZero();
      assertThat(cdc.stdout()).contains(says);
      assertThat(cdc.stderr()).isEmpty();
    }
  }

  private List<String> arguments(Wrong wrong) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run"));
    if (wrong.file() != null) {
      Path file = directory.resolve(wrong.file().equals("-") ? "absent.yaml" : "pipeline.yaml");
      if (!wrong.file().equals("-")) {
        Files.writeString(file, wrong.file());
      }
      arguments.addAll(List.of("--config", file.toString()));
    }
    return arguments;
  }

  private CdcProcess run(Map<String, String> environment, List<String> arguments) {
    return CdcProcess.start(directory, environment, arguments.toArray(String[]::new));
  }

  private List<Path> files(String name) throws IOException {
    Path root = directory.resolve(name);
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
