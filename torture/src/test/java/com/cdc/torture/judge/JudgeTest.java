package com.cdc.torture.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.torture.judge.WrittenLanding.Line;
import com.cdc.torture.oracle.Oracle;
import com.cdc.torture.server.Database;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A landing that is right, and the same with one fault. */
class JudgeTest {

  private static final String[] TRANSACTIONS = {
    "UPDATE audited.account SET name = 'x' WHERE id = 1",
    "UPDATE audited.account SET name = NULL WHERE id BETWEEN 1 AND 3",
    "UPDATE audited.account SET id = 1000000004 WHERE id = 4",
    "UPDATE audited.account SET id = 4, amount = 0.0001 WHERE id = 1000000004",
    "DELETE FROM audited.account WHERE id = 5; INSERT INTO audited.account VALUES (5, 1, true)",
    "SAVEPOINT s; DELETE FROM audited.account; ROLLBACK TO s; UPDATE audited.hot SET n = 1 WHERE id = 1",
    "UPDATE audited.hot SET n = 2 WHERE id = 1",
    "UPDATE audited.hot SET n = 3 WHERE id = 1",
    "UPDATE audited.note SET title = 'same body' WHERE id = 1",
    "UPDATE audited.note SET body = repeat('abc', 1000) WHERE id = 2",
    "UPDATE audited.note SET id = 1000000003 WHERE id = 3; UPDATE audited.note SET body = NULL WHERE id = 4",
    "INSERT INTO audited.event SELECT 77, 'twice', 1 FROM generate_series(1, 2)",
    "UPDATE audited.event SET v = 'both' WHERE k = 77",
    "DELETE FROM audited.event WHERE k IN (1, 77)",
    "UPDATE audited.region SET area = 0 WHERE id = 1; UPDATE audited.region SET area = 3 WHERE id = 2",
    "UPDATE audited.cart SET v = 'before' WHERE id = 1; TRUNCATE audited.cart; INSERT INTO audited.cart VALUES (1, 'after')",
    "TRUNCATE audited.cart",
    "INSERT INTO audited.cart VALUES (2, 'later')",
    "ALTER TABLE audited.shape ADD COLUMN added text DEFAULT 'a'; UPDATE audited.shape SET v = 'b' WHERE id = 1; ALTER TABLE audited.shape DROP COLUMN num; DELETE FROM audited.shape WHERE id = 2; INSERT INTO audited.shape (id) VALUES (2)",
    "INSERT INTO audited.bulk SELECT i, 1, 'new' FROM generate_series(1001, 1010) i",
    "UPDATE audited.bulk SET v = v || '!' WHERE load = 1; DELETE FROM audited.bulk WHERE id < 1005"
  };

  private static EmbeddedPostgres postgres;
  private static Database database;
  private static List<Line> landed;

  @TempDir Path landing;

  private List<Line> lines;

  @BeforeAll
  static void commit() throws IOException, SQLException {
    postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    database = () -> postgres.getPostgresDatabase().getConnection();
    Oracle.create(database, 20);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(WrittenLanding.LOG);
      for (String table : Oracle.tables()) {
        statement.execute(
            "CREATE TRIGGER log AFTER INSERT OR UPDATE OR DELETE ON %1$s FOR EACH ROW EXECUTE FUNCTION test.log(); CREATE TRIGGER log_truncate AFTER TRUNCATE ON %1$s EXECUTE FUNCTION test.log()"
                .formatted(table));
      }
      landed = new ArrayList<>(WrittenLanding.snapshot(connection, Oracle.tables()));
      for (String transaction : TRANSACTIONS) {
        statement.execute("BEGIN; " + transaction + "; COMMIT");
      }
      landed.addAll(WrittenLanding.changes(connection));
    }
  }

  @AfterAll
  static void close() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void copy() {
    lines = new ArrayList<>(landed.stream().map(Line::copy).toList());
  }

  @Test
  void nothingIsWrongWithWhatWasCommitted() throws Exception {
    Verdict verdict = judge();

    assertThat(verdict.findings()).isEmpty();
    long changes = lines.stream().filter(line -> line.json().has("__tx_id")).count();
    assertThat(verdict.numbers())
        .containsEntry("changes landed", changes)
        .containsEntry("changes committed", changes)
        .containsEntry("snapshot rows", lines.size() - changes)
        .containsEntry("lost", 0L)
        .containsEntry("doubled", 0L);
  }

  @Test
  void aDroppedRowIsLost() throws Exception {
    Line row = take("audited.account", "u", 0);
    lines.remove(row);

    convicts("lost: audited.account key 1 op u xid " + row.json().get("__tx_id"));
  }

  @Test
  void aRowDroppedInATransactionLeavesAGap() throws Exception {
    lines.remove(line("audited.account", "u", 2));

    convicts("ordinals: xid");
    convicts("lost: audited.account key 2");
  }

  @Test
  void aRowLandedTwiceIsDoubled() throws Exception {
    Line row = take("audited.hot", "u", 0);
    lines.add(row.copy());

    Verdict verdict = convicts("doubled: audited.hot key 1 op u xid " + row.json().get("__tx_id"));
    assertThat(verdict.numbers()).containsEntry("doubled", 1L).containsEntry("lost", 0L);
    assertThat(verdict.findings()).hasSize(1);
  }

  @Test
  void aRowThatWasNeverCommittedIsNamed() throws Exception {
    Line row = take("audited.hot", "u", 0).copy();
    row.json().put("__lsn", 9_999).put("__tx_id", 4_000_000);
    lines.add(row);

    convicts("never committed: audited.hot key 1 op u xid 4000000 lsn 9999");
  }

  @Test
  void twoRowsOfAKeyInTheOtherOrderAreNamed() throws Exception {
    ObjectNode one = take("audited.hot", "u", 0).json();
    ObjectNode other = take("audited.hot", "u", 1).json();
    long lsn = one.get("__lsn").asLong();
    one.set("__lsn", other.get("__lsn"));
    other.put("__lsn", lsn);

    convicts("out of order: audited.hot key 1");
  }

  @Test
  void anotherValueIsNamed() throws Exception {
    take("audited.region", "c", 0).json().put("v", "other");

    convicts("other values: audited.region key 1/0 op c");
  }

  @Test
  void anotherBodyIsNamed() throws Exception {
    line("audited.note", "u", 2).json().put("body", "cut");

    convicts("other body: audited.note key 2 op u");
  }

  @Test
  void aBodyThatIsUnchangedThoughItWasChangedIsNamed() throws Exception {
    ObjectNode row = line("audited.note", "u", 2).json();
    row.remove("body");
    row.putArray("__unchanged").add("body");

    convicts("unchanged though changed: audited.note key 2 op u");
  }

  @Test
  void aBodyThatIsNeitherThereNorUnchangedIsNamed() throws Exception {
    line("audited.note", "u", 1).json().remove("__unchanged");

    convicts("other body: audited.note key 1 op u");
  }

  @Test
  void anotherKeyBeforeIsNamed() throws Exception {
    take("audited.account", "u", 4).json().remove("__old_key");

    convicts("other key before: audited.account key 1000000004 op u");
  }

  @Test
  void anotherTransactionIdIsNamed() throws Exception {
    take("audited.hot", "u", 0).json().put("__tx_id", 5);

    convicts("never committed: audited.hot key 1 op u xid 5 ");
  }

  @Test
  void aTransactionAtTwoPositionsIsNamed() throws Exception {
    take("audited.account", "u", 1).json().put("__lsn", 9_999);

    convicts("one transaction, several lsns: xid");
  }

  @Test
  void twoTransactionsAtOnePositionAreNamed() throws Exception {
    ObjectNode one = take("audited.hot", "u", 1).json();
    one.set("__lsn", take("audited.hot", "u", 0).json().get("__lsn"));
    one.put("__seq", 2);

    convicts("one lsn, several transactions: lsn");
  }

  @Test
  void aLostTransactionIsLostRowByRow() throws Exception {
    lines.removeIf(line -> line.is("audited.bulk", "c"));

    Verdict verdict = convicts("lost: audited.bulk key 1001 op c");
    assertThat(verdict.numbers()).containsEntry("lost", 10L);
  }

  @Test
  void aLostTruncateIsLost() throws Exception {
    lines.remove(take("audited.cart", "t", 1));

    convicts("lost: audited.cart key  op t");
  }

  @Test
  void aRowOnTheWrongSideOfATruncateIsNamed() throws Exception {
    take("audited.cart", "t", 1).json().put("__lsn", 1_050);

    convicts("on the wrong side of a truncate: audited.cart key 1 op u");
  }

  @Test
  void aConfirmationAheadOfTheFileIsNamed() throws Exception {
    Line row = take("audited.hot", "u", 0);
    long lsn = row.json().get("__lsn").asLong();
    String file = WrittenLanding.file(row);
    WrittenLanding.write(landing, lines);

    assertThat(judge(new Sightings(List.of(lsn, lsn), Map.of(file, 1))).findings())
        .noneMatch(finding -> finding.contains("audited.hot"));
    assertThat(judge(new Sightings(List.of(lsn + 1, -1L), Map.of(file, 1))).findings())
        .anyMatch(
            finding -> finding.startsWith("confirmed before it was visible: audited.hot key 1"));
  }

  @Test
  void aStaleSnapshotRowIsNamed() throws Exception {
    line("audited.region", "r", 7).json().put("v", "stale");

    convicts("snapshot row stale: audited.region key 7/3 lsn 500");
  }

  @Test
  void aSnapshotRowThatADeleteHasRemovedIsNamed() throws Exception {
    Line row = line("audited.cart", "r", 3).copy();
    row.json().put("__lsn", 9_999);
    lines.add(row);

    convicts("snapshot row of no row: audited.cart key 3 lsn 9999");
  }

  @Test
  void aDoubledSnapshotRowIsNamed() throws Exception {
    lines.add(line("audited.note", "r", 7).copy());

    convicts("snapshot row doubled: audited.note key 7 lsn 500");
  }

  @Test
  void aLostSnapshotRowIsNamed() throws Exception {
    lines.remove(line("audited.account", "r", 7));

    convicts("snapshot row lost: audited.account key 7 ");
  }

  @Test
  void aTableThatWasReadAnewAsAWholeIsAcquitted() throws Exception {
    readCartAnew();

    assertThat(judge().findings()).isEmpty();
  }

  @Test
  void aRowThatIsNotInWhatWasReadAnewIsNamed() throws Exception {
    lines.remove(readCartAnew());

    convicts("snapshot row lost: audited.cart key 2 was there at lsn 9000");
  }

  @Test
  void aRowThatTheFirstSnapshotLacksIsNamedThoughTheTableWasReadAnew() throws Exception {
    readCartAnew();
    lines.remove(line("audited.cart", "r", 7));

    convicts("snapshot row lost: audited.cart key 7 was there at lsn 500");
  }

  /** Adds the one row that is left at the end, and the record that stands before it. */
  private Line readCartAnew() {
    Line marker = take("audited.cart", "t", 0).copy();
    marker.json().put("__lsn", 8_999).put("__seq", 0).remove("__tx_id");
    Line row = line("audited.cart", "r", 2).copy();
    row.json().put("__lsn", 9_000).put("v", "later");
    lines.add(marker);
    lines.add(row);
    return row;
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws Exception {
    WrittenLanding.write(landing, lines);
    String file = WrittenLanding.file(take("audited.hot", "u", 0));
    Files.writeString(landing.resolve(file), "{\"id\":1,", StandardOpenOption.APPEND);

    assertThat(judge(new Sightings(List.of(), Map.of())).findings())
        .anyMatch(finding -> finding.startsWith("file " + file));
  }

  /** The n-th row of the table and operation. */
  private Line take(String table, String op, int n) {
    return lines.stream().filter(line -> line.is(table, op)).skip(n).findFirst().orElseThrow();
  }

  /** The first row of the table and operation with this id. */
  private Line line(String table, String op, int id) {
    return lines.stream()
        .filter(line -> line.is(table, op) && line.json().get("id").asInt() == id)
        .findFirst()
        .orElseThrow();
  }

  private Verdict convicts(String beginning) throws Exception {
    Verdict verdict = judge();
    assertThat(verdict.findings()).anyMatch(finding -> finding.startsWith(beginning));
    return verdict;
  }

  private Verdict judge() throws Exception {
    WrittenLanding.write(landing, lines);
    return judge(new Sightings(List.of(), Map.of()));
  }

  private Verdict judge(Sightings sightings) throws Exception {
    return new Judge(database, landing).judge(sightings);
  }
}
