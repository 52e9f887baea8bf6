package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.ColumnRules;
import com.cdc.config.Secret;
import com.cdc.event.ColumnRule;
import com.cdc.event.TableId;
import com.cdc.testing.PostgresServers;
import com.cdc.testing.PostgresVersions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Changes of tables between two looks at the catalogue: here because the job is stopped. */
class UnseenChangesITCase {

  private static final TableId ITEM = new TableId("public", "item");

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
  void rowsOfATableThatWasAwayUnderAnotherNameAreNotMissed(int major) throws Exception {
    afterAStop(
        major,
        "away",
        "ALTER TABLE item RENAME TO away",
        "INSERT INTO away VALUES (10, 10)",
        "ALTER TABLE away RENAME TO item",
        "INSERT INTO item VALUES (11, 11)");
  }

  @PostgresVersions(newestDoes = true)
  void aColumnThatCameAndWasRenamedKeepsItsValues(int major) throws Exception {
    afterAStop(
        major,
        "renamed",
        "ALTER TABLE item ADD COLUMN c int DEFAULT 5",
        "INSERT INTO item VALUES (10, 10, 7)",
        "ALTER TABLE item RENAME COLUMN c TO d");
  }

  @PostgresVersions(newestDoes = true)
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aKeyColumnIsRenamedAfterATableWasReadAnew(int major) throws Exception {
    try (Capture capture = capture(major, "key")) {
      start(capture);
      capture.execute("ALTER TABLE item ALTER a TYPE text USING 'n' || a");
      capture.awaitEqual(ITEM);
      capture.execute("ALTER TABLE item RENAME COLUMN id TO item_id");
      capture.awaitEqual(ITEM);
    }
  }

  @PostgresVersions(newestDoes = true)
  void aPartitionIsDetachedChangedAndAttachedAgain(int major) throws Exception {
    try (Capture capture = capture(major, "detached")) {
      capture.execute(
          "CREATE TABLE item (id int PRIMARY KEY, a text) PARTITION BY RANGE (id)",
          "CREATE TABLE item_1 PARTITION OF item FOR VALUES FROM (0) TO (10)",
          "INSERT INTO item VALUES (1, 'x')",
          "CREATE PUBLICATION cdc_pub FOR TABLE item WITH (publish_via_partition_root = true)");
      capture.start(ITEM);
      capture.assertLanded();
      capture.stop();
      capture.execute(
          "ALTER TABLE item DETACH PARTITION item_1",
          "UPDATE item_1 SET a = 'changed'",
          "ALTER TABLE item ATTACH PARTITION item_1 FOR VALUES FROM (0) TO (10)");
      capture.start(ITEM);
      capture.awaitEqual(ITEM);
    }
  }

  @PostgresVersions(newestDoes = true)
  void aHashedColumnThatIsRenamedIsNotReadUnderItsNewName(int major) throws Exception {
    hidden(major, "hidden", "ALTER TABLE item RENAME mail TO email");
  }

  @PostgresVersions(newestDoes = true)
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void norIfAnotherColumnTakesItsName(int major) throws Exception {
    hidden(
        major,
        "taken",
        "BEGIN; ALTER TABLE item RENAME mail TO email; ALTER TABLE item ADD mail text; COMMIT");
  }

  private void hidden(int major, String name, String change) throws Exception {
    try (Capture capture = capture(major, name)) {
      capture.execute(
          "CREATE TABLE item (id int PRIMARY KEY, mail text)",
          "INSERT INTO item VALUES (1, 'a@b.c')",
          "CREATE PUBLICATION cdc_pub FOR TABLE item");
      capture.start(capture.config(ITEM).withColumns(hash("mail")));
      capture.stop();
      capture.execute(change, "INSERT INTO item VALUES (2, 'd@e.f')");

      capture.startUnchecked(capture.config(ITEM).withColumns(hash("mail")));
      capture.awaitEnd("Column mail (to be hashed) of table public.item is called email now");
      capture.start(capture.config(ITEM).withColumns(hash("mail", "email")));
      await()
          .atMost(Duration.ofMinutes(3))
          .untilAsserted(() -> assertThat(capture.operations(ITEM, "id")).contains("t"));

      assertThat(capture.records(ITEM))
          .allSatisfy(r -> assertThat(r.columns().toString()).doesNotContain("@"))
          .hasSizeGreaterThanOrEqualTo(2);
    }
  }

  private void afterAStop(int major, String name, String... changes) throws Exception {
    try (Capture capture = capture(major, name)) {
      start(capture);
      capture.stop();
      capture.execute(changes);
      capture.start(ITEM);
      capture.awaitEqual(ITEM);
    }
  }

  private static void start(Capture capture) throws Exception {
    capture.execute(
        "CREATE TABLE item (id int PRIMARY KEY, a int)",
        "INSERT INTO item SELECT i, i FROM generate_series(1, 5) i",
        "CREATE PUBLICATION cdc_pub FOR TABLE item");
    capture.start(ITEM);
    capture.assertLanded();
  }

  private static ColumnRules hash(String... columns) {
    return new ColumnRules(
        Map.of(
            ITEM, Arrays.stream(columns).collect(Collectors.toMap(c -> c, c -> ColumnRule.HASH))),
        Secret.of("0123456789abcdef"),
        columns.length > 1 ? Map.of(ITEM, Set.of("mail")) : Map.of());
  }

  private Capture capture(int major, String name) {
    return new Capture(SERVERS.of(major), name, directory);
  }
}
