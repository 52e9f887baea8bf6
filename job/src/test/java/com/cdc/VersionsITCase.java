package com.cdc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.TableId;
import com.cdc.postgres.Quoting;
import com.cdc.testing.PostgresServers;
import com.cdc.testing.PostgresVersions;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Names, types and inheritance on every supported version of PostgreSQL: snapshot and stream. */
class VersionsITCase {

  private static final PostgresServers SERVERS = new PostgresServers();

  private Path directory;

  @BeforeEach
  void landing(@TempDir Path landing) {
    directory = landing;
  }

  @AfterAll
  static void stopServers() {
    SERVERS.close();
  }

  @PostgresVersions
  void namesOfSchemasTablesAndColumnsMayHoldAnything(int major) throws Exception {
    TableId longest = new TableId("Größe, \"v1.0\"", "商品".repeat(10) + "…");
    TableId special = new TableId("Größe, \"v1.0\"", "100%_of 'it'. \\ $1");
    TableId elsewhere = new TableId("other", special.name());
    assertThat(longest.name().getBytes(UTF_8)).hasSize(63);
    List<TableId> tables = List.of(longest, special, elsewhere);
    String id = Quoting.identifier("Id \"no.\" %s\\");
    String part = Quoting.identifier("часть 'k'");
    String value = Quoting.identifier(" ");
    try (Capture capture = capture(major, "names")) {
      for (String schema : List.of(longest.schema(), "other")) {
        capture.execute("CREATE SCHEMA " + Quoting.identifier(schema));
      }
      for (TableId name : tables) {
        String table = Quoting.table(name);
        String columns = "(%s int, %s text, %s text, PRIMARY KEY (%3$s, %1$s))";
        capture.execute(
            "CREATE TABLE " + table + columns.formatted(id, value, part),
            "INSERT INTO " + table + " SELECT i, 'ж''' || i, 'a' FROM generate_series(1, 9) i");
      }
      capture.execute("CREATE PUBLICATION cdc_pub FOR ALL TABLES");
      capture.start(tables.toArray(TableId[]::new));
      capture.assertLanded();

      for (TableId name : tables) {
        String table = Quoting.table(name);
        capture.execute(
            "INSERT INTO " + table + " VALUES (10, '\"\\', '%')",
            "UPDATE " + table + " SET " + value + " = 'я' WHERE " + id + " = 1",
            "UPDATE " + table + " SET " + part + " = '\"я\\' WHERE " + id + " = 2",
            "DELETE FROM " + table + " WHERE " + id + " = 3");
      }
      capture.assertLanded();

      capture.execute("TRUNCATE " + Quoting.tables(tables));
      for (TableId name : tables) {
        capture.execute("INSERT INTO " + Quoting.table(name) + " VALUES (1, NULL, '')");
      }
      capture.assertLanded();
    }
  }

  @PostgresVersions
  void typesOfTheUsersOwnAndUnchangedToastAndAnotherIdentityLand(int major) throws Exception {
    TableId table = new TableId("stock", "item");
    try (Capture capture = capture(major, "types")) {
      capture.execute(
          "CREATE SCHEMA stock",
          "CREATE TYPE stock.mood AS ENUM ('sad', 'not, \"so\" sad')",
          "CREATE DOMAIN stock.labels AS text[] CHECK (array_length(VALUE, 1) < 9)",
          "CREATE DOMAIN stock.few_labels AS stock.labels",
          """
          CREATE TABLE stock.item (id int PRIMARY KEY, code stock.mood, part text NOT NULL,
            labels stock.few_labels, moods stock.mood[], note text, more text,
            doubled int GENERATED ALWAYS AS (id * 2) STORED)
          """,
          "ALTER TABLE stock.item ALTER note SET STORAGE EXTERNAL",
          "ALTER TABLE stock.item ALTER code SET NOT NULL",
          "CREATE UNIQUE INDEX item_identity ON stock.item (part, code)",
          "ALTER TABLE stock.item REPLICA IDENTITY USING INDEX item_identity",
          """
INSERT INTO stock.item SELECT i, 'not, "so" sad', 'p' || i, ARRAY['a,b', NULL, 'NULL', ''],
  '{sad,NULL}', repeat('n' || i, 5000) FROM generate_series(1, 9) i
""",
          "CREATE PUBLICATION cdc_pub FOR TABLE stock.item");
      capture.start(table);
      capture.assertLanded();

      capture.execute(
          "UPDATE stock.item SET more = 'm' WHERE id <= 5",
          "UPDATE stock.item SET part = 'q' || id WHERE id <= 4",
          "UPDATE stock.item SET code = 'sad', id = id + 100 WHERE id <= 3",
          "UPDATE stock.item SET labels = '{}', moods = NULL WHERE id = 5",
          "DELETE FROM stock.item WHERE id = 6",
          "INSERT INTO stock.item VALUES (10, 'sad', 'p10', '{x}', '{}', repeat('z', 9000))");
      capture.assertLanded();
      assertThat(capture.records(table)).anyMatch(r -> r.unchanged().equals(Set.of("note")));
      assertThat(capture.records(table)).noneMatch(r -> r.columns().containsKey("doubled"));

      capture.execute("TRUNCATE stock.item", "INSERT INTO stock.item VALUES (1, 'sad', 'p1')");
      capture.assertLanded();
    }
  }

  @PostgresVersions
  void parentAndChildOfAnInheritanceLandSeparately(int major) throws Exception {
    TableId parent = new TableId("public", "city");
    TableId child = new TableId("public", "capital");
    try (Capture capture = capture(major, "inheritance")) {
      capture.execute(
          "CREATE TABLE city (id int PRIMARY KEY, name text)",
          "CREATE TABLE capital (country text, PRIMARY KEY (id)) INHERITS (city)",
          "INSERT INTO city VALUES (1, 'Jena'), (2, 'Graz')",
          "INSERT INTO capital VALUES (3, 'Wien', 'AT'), (4, 'Bern', 'CH')",
          // without ONLY: the child is added with its parent
          "CREATE PUBLICATION cdc_pub FOR TABLE city");
      capture.start(parent, child);
      capture.assertLanded();

      capture.execute(
          "UPDATE city SET name = upper(name) WHERE id IN (1, 3)",
          "UPDATE city SET id = id + 10 WHERE id IN (2, 4)",
          "INSERT INTO capital VALUES (1, 'Rom', 'IT')",
          "DELETE FROM city WHERE id = 3");
      capture.assertLanded();

      capture.execute(
          "TRUNCATE city",
          "INSERT INTO city VALUES (1, 'Linz')",
          "INSERT INTO capital VALUES (1, 'Oslo', 'NO')");
      capture.assertLanded();
      assertThat(capture.operations(parent, "id")).containsOnlyOnce("t");
      assertThat(capture.operations(child, "id")).containsOnlyOnce("t");
    }
  }

  private Capture capture(int major, String name) {
    return new Capture(SERVERS.of(major), name, directory);
  }
}
