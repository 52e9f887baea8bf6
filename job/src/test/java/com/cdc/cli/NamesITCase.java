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
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** {@code cdc run} with names that would need care anywhere else. */
class NamesITCase {

  private static final Duration SOON = Duration.ofMinutes(3);

  private static final List<TableId> TABLES =
      List.of(
          new TableId("Main Office", "price list"),
          new TableId("Main Office", "2026.sales"),
          new TableId("Main Office", "say \"when\", please"),
          new TableId("Main Office", "UpperCase"),
          new TableId("größe", "商品"),
          new TableId("x'; DROP SCHEMA \"größe\" CASCADE; --", "100% 'sure'\\ %s $1 ? {d 'x'} :y"),
          new TableId("größe", "two\nlines\tand $$ a tab"),
          // the longest: 63 bytes
          new TableId("größe", "ß".repeat(31) + "x"));

  private static final String PUBLICATION = "Alle 'Tabellen'; \"jetzt\", 100%\\ \n--";

  private static final String KEY = "id'\"; DROP TABLE x; --\\ %1$s ? \n";
  private static final String VALUE = "der % \\'Wert\" $1 ? {ts 'x'}";

  @TempDir private Path directory;

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void everyTableHasADirectoryOfItsOwn() throws Exception {
    Path landing = directory.resolve("my landing");
    try (TestPostgres postgres = TestPostgres.startNew()) {
      postgres.execute("CREATE DATABASE \"ware-house\"");
      for (String schema : TABLES.stream().map(TableId::schema).distinct().toList()) {
        execute(postgres, "CREATE SCHEMA " + quoted(schema));
      }
      for (TableId table : TABLES) {
        execute(
            postgres,
            "CREATE TABLE %s (%s int PRIMARY KEY, %s text)"
                .formatted(quoted(table), quoted(KEY), quoted(VALUE)),
            "INSERT INTO %s VALUES (1, 'früher')".formatted(quoted(table)));
      }
      execute(
          postgres,
          "CREATE PUBLICATION "
              + quoted(PUBLICATION)
              + " FOR TABLE "
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
        TableId hostile = TABLES.get(5);
        try (CdcProcess again =
            CdcProcess.run(
                directory,
                Map.of(),
                "resnapshot",
                "--config",
                "" + file,
                "--table",
                "" + hostile)) {
          assertThat(again.awaitExit(SOON)).as(again.stderr()).isZero();
        }
        await()
            .atMost(SOON)
            .until(
                () ->
                    landed(landing).stream().filter(r -> r.startsWith(hostile + " r")).count()
                        == 3);
        cdc.terminate();
        assertThat(cdc.awaitExit(SOON)).as(cdc.stderr()).isZero();
      }
      try (CdcProcess verify =
          CdcProcess.run(directory, Map.of(), "verify", "--config", file.toString())) {
        assertThat(verify.awaitExit(SOON)).as(verify.stdout() + verify.stderr()).isZero();
        for (TableId table : TABLES) {
          assertThat(verify.stdout()).contains(table + ": 2 rows, equal");
        }
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
              "cdc.gr%C3%B6%C3%9Fe.%E5%95%86%E5%93%81",
              TABLES.get(5).directory(),
              "cdc.gr%C3%B6%C3%9Fe.two%0Alines%09and%20%24%24%20a%20tab",
              "cdc.gr%C3%B6%C3%9Fe." + "%C3%9F".repeat(31) + "x");
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
      publication: %s
      tables:
        - Main Office.price list
        - 'Main Office."2026.sales"'
        - 'Main Office."say ""when"", please"'
        - Main Office.UpperCase
        - größe.商品
        - %s
        - %s
        - %s
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
            yaml(PUBLICATION),
            yaml(quoted(TABLES.get(5))),
            yaml(quoted(TABLES.get(6))),
            yaml(quoted(TABLES.get(7))),
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
    return record.operation().code() + " " + columns.get(KEY) + " " + columns.get(VALUE);
  }

  private static String yaml(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t")
        + '"';
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
    return quoted(table.schema()) + "." + quoted(table.name());
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
