package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.event.TableId;
import com.cdc.testing.CdcProcess;
import com.cdc.testing.TestPostgres;
import com.cdc.verify.LandedRecord;
import com.cdc.verify.LandingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cdc run} with names that would need care anywhere else. */
class NamesITCase {

  private static final Duration SOON = Duration.ofSeconds(60);

  private static final List<TableId> TABLES =
      List.of(
          new TableId("Main Office", "price list"),
          new TableId("Main Office", "2026.sales"),
          new TableId("Main Office", "say \"when\", please"),
          new TableId("Main Office", "UpperCase"),
          new TableId("größe", "商品"));

  @TempDir private Path directory;

  @Test
  void everyTableHasADirectoryOfItsOwn() throws Exception {
    Path landing = directory.resolve("my landing");
    try (TestPostgres postgres = TestPostgres.startNew()) {
      postgres.execute("CREATE DATABASE \"ware-house\"");
      execute(postgres, "CREATE SCHEMA \"Main Office\"", "CREATE SCHEMA \"größe\"");
      for (TableId table : TABLES) {
        execute(
            postgres,
            "CREATE TABLE %s (id int PRIMARY KEY, \"der Wert\" text)".formatted(quoted(table)),
            "INSERT INTO %s VALUES (1, 'früher')".formatted(quoted(table)));
      }
      execute(
          postgres,
          "CREATE PUBLICATION \"Alle Tabellen\" FOR TABLE "
              + TABLES.stream().map(NamesITCase::quoted).collect(Collectors.joining(", ")));
      Path file = directory.resolve("pipeline.yaml");
      Files.writeString(file, yaml(postgres, landing));

      try (CdcProcess cdc =
          CdcProcess.start(directory, Map.of(), "run", "--config", file.toString())) {
        await().atMost(SOON).until(() -> landed(landing).size() == TABLES.size());
        for (TableId table : TABLES) {
          execute(postgres, "INSERT INTO %s VALUES (2, 'später')".formatted(quoted(table)));
        }
        await().atMost(SOON).until(() -> landed(landing).size() == 2 * TABLES.size());
        cdc.terminate();
        assertThat(cdc.awaitExit(SOON)).as(cdc.stderr()).isZero();
      }
    }
    assertThat(landed(landing)).contains("größe.商品 r 1 früher", "größe.商品 c 2 später");
    try (Stream<Path> directories = Files.list(landing)) {
      assertThat(directories.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "_manifests",
              "_schemas",
              "cdc.Main%20Office.price%20list",
              "cdc.Main%20Office.2026%2Esales",
              "cdc.Main%20Office.say%20%22when%22%2C%20please",
              "cdc.Main%20Office.UpperCase",
              "cdc.gr%C3%B6%C3%9Fe.%E5%95%86%E5%93%81");
    }
  }

  private String yaml(TestPostgres postgres, Path landing) {
    return """
    rest.port: 0
    postgres:
      host: %s
      port: %d
      database: ware-house
      user: %s
      password: %s
      publication: Alle Tabellen
      tables:
        - Main Office.price list
        - 'Main Office."2026.sales"'
        - 'Main Office."say ""when"", please"'
        - Main Office.UpperCase
        - größe.商品
    landing.uri: %s
    checkpoint:
      uri: %s
      interval: 500 ms
    """
        .formatted(
            postgres.host(),
            postgres.port(),
            TestPostgres.USER,
            TestPostgres.PASSWORD,
            landing,
            directory.resolve("my checkpoints"));
  }

  private static List<String> landed(Path landing) throws IOException {
    List<String> records = new ArrayList<>();
    for (TableId table : TABLES) {
      new LandingReader(landing.toString())
          .read(table, record -> records.add(table + " " + text(record)));
    }
    return records;
  }

  private static String text(LandedRecord record) {
    Map<String, String> columns = record.columns();
    return record.operation().code() + " " + columns.get("id") + " " + columns.get("der Wert");
  }

  private static void execute(TestPostgres postgres, String... statements) throws SQLException {
    try (Connection connection = postgres.connectTo("ware-house");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String quoted(TableId table) {
    return "\"%s\".\"%s\""
        .formatted(table.schema().replace("\"", "\"\""), table.name().replace("\"", "\"\""));
  }
}
