package com.cdc.pgoutput;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.ChangeBatch;
import com.cdc.event.TableId;
import com.cdc.json.ColumnType;
import com.cdc.json.Encoding;
import com.cdc.json.KeyHash;
import com.cdc.json.RowShape;
import com.cdc.testing.TestPostgres;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which shard a change goes to: that of its key, whatever else the server sends of the row. */
class ShardedChangesTest {

  private static final int SHARDS = 4;

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @Test
  void eachChangeGoesToTheShardOfItsKey() throws Exception {
    List<String> changes =
        changes(
            "by_key",
            "CREATE TABLE by_key (a text, n int, id int, PRIMARY KEY (id, a))",
            "INSERT INTO by_key VALUES ('x', 1, 1), ('y', 2, 1)",
            "UPDATE by_key SET n = 3 WHERE a = 'x'",
            "DELETE FROM by_key WHERE a = 'y'");

    int x = shard("x", "1");
    int y = shard("y", "1");
    assertThat(x).isNotEqualTo(y);
    assertThat(changes).containsExactly(x + " c x", y + " c y", x + " u x", y + " d y");
  }

  @Test
  void theHalvesOfAKeyChangeGoToTheShardsOfTheirOwnKeys() throws Exception {
    List<String> changes =
        changes(
            "moved",
            "CREATE TABLE moved (id int, a text, n int, PRIMARY KEY (id, a))",
            "INSERT INTO moved VALUES (1, 'x', 5)",
            "UPDATE moved SET a = 'z' WHERE a = 'x'");

    int x = shard("1", "x");
    int z = shard("1", "z");
    assertThat(x).isNotEqualTo(z);
    assertThat(changes).containsExactly(x + " c x", x + " d x", z + " u z");
  }

  @Test
  void aKeyThatIsStoredApartAndNotSentAgainCountsAllTheSame() throws Exception {
    List<String> changes =
        changes(
            "apart",
            "CREATE TABLE apart (id text, a text, n int)",
            "ALTER TABLE apart ALTER id SET STORAGE EXTERNAL, REPLICA IDENTITY FULL",
            "INSERT INTO apart VALUES (repeat('k', 3000), 'x', 5)",
            "UPDATE apart SET n = 6");

    int shard = shard("k".repeat(3000), "x");
    assertThat(changes).containsExactly(shard + " c x", shard + " u x");
  }

  @Test
  void aTruncateGoesToTheFirst() throws Exception {
    List<String> changes =
        changes(
            "emptied",
            "CREATE TABLE emptied (id int PRIMARY KEY, a text)",
            "INSERT INTO emptied VALUES (1, 'x')",
            "TRUNCATE emptied");

    assertThat(changes.get(1)).isEqualTo("0 t ");
  }

  /** Shard, operation and column a of each change. */
  private static List<String> changes(String name, String... statements) throws Exception {
    postgres.execute(statements[0], "CREATE PUBLICATION %1$s FOR TABLE %1$s".formatted(name));
    SlotMessages messages = new SlotMessages(postgres, name);
    for (int i = 1; i < statements.length; i++) {
      postgres.execute(statements[i]);
    }
    ChangeAssembler assembler =
        new ChangeAssembler(
            ShardedChangesTest::shape,
            (prefix, content) -> {},
            (table, lsn) -> {},
            (relation, from, millis) -> {},
            StreamPosition.startOf(1, 0),
            1 << 20);
    PgOutputDecoder decoder = new PgOutputDecoder();
    List<String> changes = new ArrayList<>();
    for (byte[] message : messages.read(name)) {
      decoder.decode(message, 0, message.length, assembler);
      List<ChangeBatch> batches = assembler.take();
      batches.sort(Comparator.comparing(ChangeBatch::first));
      for (ChangeBatch batch : batches) {
        String line = new String(batch.lines, UTF_8);
        String a =
            line.contains("\"a\":\"") ? line.replaceAll("(?s).*\"a\":\"(\\w*)\".*", "$1") : "";
        changes.add(batch.shard + " " + line.replaceAll("(?s).*\"__op\":\"(.).*", "$1") + " " + a);
      }
    }
    return changes;
  }

  /** Columns id and a are the key, in the order of the table's columns. */
  private static RowShape shape(Relation relation) {
    return new RowShape(
        new TableId(relation.schema(), relation.name()),
        relation.columns().stream()
            .map(
                column ->
                    new RowShape.Column(
                        column.name(),
                        ColumnType.scalar(column.type()),
                        column.name().equals("id") || column.name().equals("a")))
            .toList(),
        Encoding.DEFAULT,
        SHARDS);
  }

  private static int shard(String... key) {
    int hash = KeyHash.START;
    for (String value : key) {
      byte[] text = value.getBytes(UTF_8);
      hash = KeyHash.add(hash, text, 0, text.length);
    }
    return KeyHash.shard(hash, SHARDS);
  }
}
