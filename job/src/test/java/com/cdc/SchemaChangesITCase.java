package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.OnRewrite;
import com.cdc.event.TableId;
import com.cdc.testing.PostgresServers;
import com.cdc.testing.PostgresVersions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Shapes that change while the job runs: nothing stops, and the landing folds to the table. */
class SchemaChangesITCase {

  private static final TableId ITEM = new TableId("public", "item");
  private static final TableId OTHER = new TableId("public", "other");

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

  @PostgresVersions(newestDoes = true)
  void columnsComeAndGo(int major) throws Exception {
    try (Capture capture = capture(major, "columns")) {
      capture.execute(
          "CREATE TABLE item (id int PRIMARY KEY, a text, b int)",
          "INSERT INTO item SELECT i, 'snapshot', i FROM generate_series(1, 5) i",
          "CREATE PUBLICATION cdc_pub FOR TABLE item");
      capture.start(ITEM);
      capture.execute(
          "INSERT INTO item VALUES (6, 'x', 6)",
          "ALTER TABLE item ADD COLUMN c text",
          "ALTER TABLE item ADD COLUMN d numeric DEFAULT 7.50",
          "ALTER TABLE item ADD COLUMN e text[] DEFAULT '{\"a b\",NULL,\"q\\\"\"}' NOT NULL",
          "UPDATE item SET a = 'y' WHERE id = 1",
          "ALTER TABLE item DROP COLUMN b",
          "INSERT INTO item (id, a) VALUES (7, 'z')",
          """
          BEGIN;
          INSERT INTO item (id, a) VALUES (8, 'before');
          ALTER TABLE item ADD COLUMN f date DEFAULT '2026-01-02';
          INSERT INTO item (id, a) VALUES (9, 'after');
          COMMIT
          """);
      capture.assertLanded();
      assertThat(capture.operations(ITEM, "id")).doesNotContain("t").endsWith("c 8", "c 9");
      assertThat(capture.versions(ITEM).get(1))
          .contains("\"name\":\"d\",\"number\":5,\"type\":\"numeric\"", "\"existing\":\"7.50\"")
          .contains("\"existing\":[\"a b\",null,\"q\\\"\"]", "\"nullable\":false");

      capture.execute("ALTER TABLE item ADD COLUMN g timestamptz DEFAULT '2026-01-02 03:04:05Z'");
      capture.awaitEqual(ITEM); // although no row has changed since
      assertThat(capture.operations(ITEM, "id")).doesNotContain("t").hasSize(5 + 5);
    }
  }

  @PostgresVersions(newestDoes = true)
  void rewrittenRowsAreReadAnew(int major) throws Exception {
    try (Capture capture = capture(major, "rewrites")) {
      capture.execute(
          "CREATE TYPE mood AS ENUM ('sad')",
          "CREATE TABLE item (id int PRIMARY KEY, a text, b int, c int, m mood DEFAULT 'sad')",
          "INSERT INTO item SELECT i, i, i, i FROM generate_series(1, 5) i",
          "CREATE PUBLICATION cdc_pub FOR TABLE item");
      capture.start(ITEM);
      capture.execute("VACUUM FULL item", "ALTER TYPE mood ADD VALUE 'happy'");
      capture.execute("INSERT INTO item VALUES (6, '6', 6, 6, 'happy')");
      capture.assertLanded();

      capture.execute("ALTER TABLE item ALTER b TYPE text USING 'n' || b");
      capture.awaitEqual(ITEM);
      assertThat(capture.operations(ITEM, "id")).containsOnlyOnce("t"); // none for VACUUM FULL

      capture.execute("ALTER TABLE item ALTER c TYPE int USING c * 2"); // the same type
      capture.awaitEqual(ITEM);
      capture.execute("ALTER TABLE item RENAME COLUMN a TO z");
      capture.awaitEqual(ITEM);
      capture.execute(
          "ALTER TABLE item DROP COLUMN c", "ALTER TABLE item ADD COLUMN c int DEFAULT 3");
      capture.awaitEqual(ITEM);
      capture.execute("ALTER TABLE item ADD COLUMN v double precision DEFAULT random()");
      capture.awaitEqual(ITEM);
      capture.execute(
          "ALTER TABLE item DROP CONSTRAINT item_pkey, ADD COLUMN k bigserial PRIMARY KEY",
          "DELETE FROM item WHERE id = 1",
          "UPDATE item SET b = 'last' WHERE id = 2");
      capture.awaitEqual(ITEM);
      capture.execute("UPDATE item SET b = 'last' WHERE id = 3");
      capture.assertLanded();
    }
  }

  @PostgresVersions(newestDoes = true)
  void aTableIsDroppedRecreatedRenamedAndPublishedAgain(int major) throws Exception {
    try (Capture capture = capture(major, "tables")) {
      capture.execute(
          "CREATE TABLE item (id int PRIMARY KEY, a text)",
          "CREATE TABLE other (id int PRIMARY KEY)",
          "INSERT INTO item SELECT i, 'first' FROM generate_series(1, 5) i",
          "INSERT INTO other VALUES (1)",
          "CREATE PUBLICATION cdc_pub FOR TABLE item, other");
      capture.start(ITEM, OTHER);
      capture.execute(
          "DROP TABLE item",
          "CREATE TABLE item (a text, id bigint PRIMARY KEY, c int)",
          "INSERT INTO item VALUES ('second', 3, 0)",
          "ALTER PUBLICATION cdc_pub ADD TABLE item",
          "INSERT INTO item VALUES ('second', 4, 0)",
          "INSERT INTO other VALUES (2)");
      capture.awaitEqual(ITEM, OTHER);

      capture.execute(
          "CREATE TABLE rebuilt (id int PRIMARY KEY, a text)",
          "INSERT INTO rebuilt VALUES (7, 'third')",
          "ALTER PUBLICATION cdc_pub ADD TABLE rebuilt",
          "BEGIN; ALTER TABLE item RENAME TO old; ALTER TABLE rebuilt RENAME TO item; COMMIT",
          "UPDATE old SET a = 'no more'",
          "INSERT INTO item VALUES (8, 'third')");
      capture.awaitEqual(ITEM, OTHER);

      capture.execute(
          "ALTER PUBLICATION cdc_pub DROP TABLE item",
          "UPDATE item SET a = 'unseen' WHERE id = 7",
          "DELETE FROM item WHERE id = 8",
          "INSERT INTO item VALUES (9, 'unseen')",
          "ALTER PUBLICATION cdc_pub ADD TABLE item");
      capture.awaitEqual(ITEM, OTHER);

      capture.execute("ALTER TABLE item RENAME TO away", "INSERT INTO away VALUES (10, 'away')");
      capture.execute(
          "INSERT INTO other VALUES (3)",
          "ALTER TABLE other ADD COLUMN r double precision DEFAULT random()");
      capture.awaitEqual(OTHER); // is read anew although the other table is not there
      capture.execute("ALTER TABLE away RENAME TO item");
      capture.awaitEqual(ITEM);
    }
  }

  @PostgresVersions(newestDoes = true)
  void changesBesideTheFirstSnapshotAreFound(int major) throws Exception {
    try (Capture capture = capture(major, "beside")) {
      capture.execute(
          "CREATE TABLE item (id int PRIMARY KEY, a int)",
          "INSERT INTO item SELECT i, i FROM generate_series(1, 500) i",
          "CREATE PUBLICATION cdc_pub FOR TABLE item");
      CompletableFuture<Void> changes =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 12; i++) {
                  try {
                    capture.execute(
                        "ALTER TABLE item ALTER a TYPE int USING a + 1",
                        "ALTER TABLE item ADD COLUMN c%1$d int DEFAULT %1$d".formatted(i),
                        "UPDATE item SET a = -a WHERE id = " + i);
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                }
              });
      capture.start(ITEM);
      changes.join();
      capture.awaitEqual(ITEM);
    }
  }

  @PostgresVersions(newestDoes = true)
  void changesAreFoundAcrossARestart(int major) throws Exception {
    try (Capture capture = capture(major, "restart")) {
      capture.execute(
          "CREATE TABLE item (id int PRIMARY KEY, a int)",
          "CREATE TABLE other (id int PRIMARY KEY, a text DEFAULT 'x')",
          "INSERT INTO item SELECT i, i FROM generate_series(1, 5) i",
          "INSERT INTO other VALUES (1)",
          "CREATE PUBLICATION cdc_pub FOR TABLE item, other");
      capture.start(ITEM, OTHER);
      capture.assertLanded();
      capture.stop();
      capture.execute(
          "INSERT INTO item VALUES (6, 6)",
          "ALTER TABLE item ALTER a TYPE bigint USING -a",
          "INSERT INTO item VALUES (7, 7)",
          "ALTER TABLE other ADD COLUMN b boolean DEFAULT true");
      capture.start(ITEM, OTHER);
      capture.awaitEqual(ITEM, OTHER);
      assertThat(capture.operations(ITEM, "id")).containsOnlyOnce("t");
      assertThat(capture.operations(OTHER, "id")).containsExactly("r 1");
      int versions = capture.versions(ITEM).size();

      capture.stop();
      capture.start(ITEM, OTHER);
      capture.execute("INSERT INTO item VALUES (8, 8)");
      capture.assertLanded();
      assertThat(capture.versions(ITEM)).hasSize(versions);
    }
  }

  @PostgresVersions(newestDoes = true)
  void aPartitionIsAttachedWithRowsAndOneIsMadeEmpty(int major) throws Exception {
    try (Capture capture = capture(major, "partitions")) {
      capture.execute(
          "CREATE TABLE item (id int PRIMARY KEY, a text) PARTITION BY RANGE (id)",
          "CREATE TABLE item_1 PARTITION OF item FOR VALUES FROM (0) TO (10)",
          "INSERT INTO item VALUES (1, 'x')",
          "CREATE PUBLICATION cdc_pub FOR TABLE item WITH (publish_via_partition_root = true)");
      capture.start(ITEM);
      capture.execute(
          "CREATE TABLE item_2 PARTITION OF item FOR VALUES FROM (10) TO (20)",
          "INSERT INTO item VALUES (11, 'y')",
          "ALTER TABLE item ADD COLUMN b int DEFAULT 4");
      capture.awaitEqual(ITEM);
      assertThat(capture.operations(ITEM, "id")).containsExactly("r 1", "c 11");

      capture.execute(
          "CREATE TABLE item_3 (a text, id int NOT NULL PRIMARY KEY, b int)",
          "INSERT INTO item_3 VALUES ('z', 21, 5), ('z', 22, 5)",
          "ALTER TABLE item ATTACH PARTITION item_3 FOR VALUES FROM (20) TO (30)",
          "UPDATE item SET a = 'zz' WHERE id = 21");
      capture.awaitEqual(ITEM);
      assertThat(capture.operations(ITEM, "id")).containsOnlyOnce("t");

      capture.execute(
          """
          BEGIN;
          CREATE TABLE item_4 (LIKE item INCLUDING ALL);
          INSERT INTO item_4 VALUES (31, 'w', 6);
          ALTER TABLE item ATTACH PARTITION item_4 FOR VALUES FROM (30) TO (40);
          COMMIT
          """);
      capture.awaitEqual(ITEM);
    }
  }

  @PostgresVersions(newestDoes = true)
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void onRequestARewriteIsOnlyToldOf(int major) throws Exception {
    try (Capture capture = capture(major, "warned")) {
      capture.execute(
          "CREATE TABLE item (id int PRIMARY KEY, a int)",
          "INSERT INTO item VALUES (1, 1)",
          "CREATE PUBLICATION cdc_pub FOR TABLE item");
      capture.start(capture.config(ITEM).withOnRewrite(OnRewrite.WARN));
      capture.execute("ALTER TABLE item ALTER a TYPE bigint USING -a");
      capture.awaitVersions(ITEM, 2);
      capture.execute("INSERT INTO item VALUES (2, 2)");
      capture.awaitLanded();

      assertThat(capture.operations(ITEM, "id")).isEqualTo(List.of("r 1", "c 2"));
      assertThat(capture.verify(ITEM).findings(9)).contains("  key (1) differs in a");
    }
  }

  private Capture capture(int major, String name) {
    return new Capture(SERVERS.of(major), name, directory);
  }
}
