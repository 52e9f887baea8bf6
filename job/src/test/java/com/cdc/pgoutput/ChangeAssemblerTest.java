package com.cdc.pgoutput;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.ChangeBatch;
import com.cdc.event.TableId;
import com.cdc.json.ColumnType;
import com.cdc.json.RowShape;
import com.cdc.testing.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChangeAssemblerTest {

  private static final StreamPosition START = StreamPosition.startOf(1, 0);

  private static TestPostgres postgres;

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.startNew();
    postgres.execute(
        "CREATE TABLE item (id bigint PRIMARY KEY, name text, note text)",
        "CREATE TABLE other (id bigint PRIMARY KEY)",
        "CREATE TABLE ignored (id bigint PRIMARY KEY)",
        "CREATE TABLE loose (n int)",
        "ALTER TABLE loose REPLICA IDENTITY FULL",
        "ALTER TABLE item ALTER note SET STORAGE EXTERNAL",
        "CREATE PUBLICATION everything FOR ALL TABLES");
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @Test
  void insertUpdateAndDeleteBecomeRecordsInOrder() throws Exception {
    List<byte[]> messages =
        messages(
            "changes",
            "INSERT INTO item VALUES (1, 'a', NULL), (2, E'quote \" and\\nline', 'n')",
            "UPDATE item SET name = 'b' WHERE id = 1",
            "DELETE FROM item WHERE id = 2");

    assertThat(columns(assemble(messages)))
        .containsExactly(
            "{'id':1,'name':'a','note':null,'__op':'c','__deleted':'false','__epoch':1,'__seq':1}",
            "{'id':2,'name':'quote \\' and\\nline','note':'n','__op':'c','__deleted':'false',"
                + "'__epoch':1,'__seq':2}",
            "{'id':1,'name':'b','note':null,'__op':'u','__deleted':'false','__epoch':1,'__seq':1}",
            "{'id':2,'__op':'d','__deleted':'true','__epoch':1,'__seq':1}");
  }

  @Test
  void aChangedKeyIsADeleteOfTheOldAndAnUpdateToTheNew() throws Exception {
    List<byte[]> messages =
        messages(
            "keys",
            "INSERT INTO item VALUES (10, 'a', NULL)",
            "UPDATE item SET id = 11 WHERE id = 10");

    assertThat(columns(assemble(messages)).subList(1, 3))
        .containsExactly(
            "{'id':10,'__op':'d','__deleted':'true','__epoch':1,'__seq':1}",
            "{'id':11,'name':'a','note':null,'__op':'u','__deleted':'false','__epoch':1,'__seq':2,"
                + "'__old_key':'{\\'id\\':10}'}");
  }

  @Test
  void anOldRowWithTheSameKeyIsNoChangeOfKey() throws Exception {
    postgres.execute("ALTER TABLE item REPLICA IDENTITY FULL");
    try {
      List<byte[]> messages =
          messages(
              "full",
              "INSERT INTO item VALUES (20, 'a', 'n')",
              "UPDATE item SET name = 'b' WHERE id = 20");

      assertThat(columns(assemble(messages)).subList(1, 2))
          .containsExactly(
              "{'id':20,'name':'b','note':'n','__op':'u','__deleted':'false','__epoch':1,'__seq':1}");
    } finally {
      postgres.execute("ALTER TABLE item REPLICA IDENTITY DEFAULT");
    }
  }

  @Test
  void anUnchangedToastedValueIsNamedAndNeverNull() throws Exception {
    List<byte[]> messages =
        messages(
            "toast",
            "INSERT INTO item VALUES (30, 'a', repeat('x', 10000))",
            "UPDATE item SET name = 'b' WHERE id = 30");

    assertThat(columns(assemble(messages)).get(1))
        .isEqualTo(
            "{'id':30,'name':'b','__op':'u','__deleted':'false','__epoch':1,'__seq':1,"
                + "'__unchanged':['note']}");
  }

  @Test
  void truncateOfSeveralTablesIsOneRecordEach() throws Exception {
    List<byte[]> messages = messages("truncate", "TRUNCATE item, other, ignored");

    assertThat(columns(assemble(messages)))
        .containsExactlyInAnyOrder(
            "{'__op':'t','__deleted':'false','__epoch':1,'__seq':1}",
            "{'__op':'t','__deleted':'false','__epoch':1,'__seq':2}");
  }

  @Test
  void tablesThatAreNotCapturedLeaveNoRecordButCountForThePosition() throws Exception {
    List<byte[]> messages = messages("foreign", "INSERT INTO ignored VALUES (1)");
    ChangeAssembler assembler = assembler(START);
    PgOutputDecoder decoder = new PgOutputDecoder();

    for (byte[] message : messages.subList(0, messages.size() - 1)) {
      decoder.decode(message, 0, message.length, assembler);
    }

    assertThat(assembler.isEmpty()).isTrue();
    assertThat(assembler.position().openMessages()).isEqualTo(1);
  }

  /** The rule that exactly-once rests on: cut anywhere, resume, and the records are the same. */
  @Test
  void resumedAfterAnyMessageTheRecordsAreTheSame() throws Exception {
    List<byte[]> messages =
        messages(
            "resume",
            "INSERT INTO item SELECT i, 'n' || i, NULL FROM generate_series(100, 104) i",
            "UPDATE item SET id = id + 100 WHERE id IN (100, 101)",
            "INSERT INTO ignored VALUES (7), (8)",
            "INSERT INTO loose VALUES (1), (2)",
            "UPDATE loose SET n = n + 10",
            "TRUNCATE item, other",
            "INSERT INTO other VALUES (1), (2)");
    List<String> whole = assemble(messages);

    for (int cut = 0; cut <= messages.size(); cut++) {
      ChangeAssembler before = assembler(START);
      List<String> records = feed(before, messages.subList(0, cut));
      ChangeAssembler after = assembler(before.position());
      // the server repeats from the confirmed position: here, everything
      records.addAll(feed(after, messages));

      assertThat(records).as("cut after message %d", cut).isEqualTo(whole);
      assertThat(after.position()).isEqualTo(positionAfter(messages));
    }
  }

  @Test
  void aLostConnectionRepeatsNothing() throws Exception {
    List<byte[]> messages =
        messages(
            "reconnect",
            "INSERT INTO other SELECT i FROM generate_series(50, 54) i",
            "DELETE FROM other WHERE id >= 50");
    List<String> whole = assemble(messages);

    for (int cut = 0; cut <= messages.size(); cut++) {
      ChangeAssembler assembler = assembler(START);
      PgOutputDecoder decoder = new PgOutputDecoder();
      messages
          .subList(0, cut)
          .forEach(message -> decoder.decode(message, 0, message.length, assembler));
      assembler.reconnected();

      assertThat(feed(assembler, messages)).as("cut after message %d", cut).isEqualTo(whole);
    }
  }

  @Test
  void aKeepaliveMovesTheStartOnlyBetweenTransactions() throws Exception {
    List<byte[]> messages = messages("keepalive", "INSERT INTO other VALUES (90)");
    ChangeAssembler assembler = assembler(START);
    PgOutputDecoder decoder = new PgOutputDecoder();
    decoder.decode(messages.get(0), 0, messages.get(0).length, assembler);

    assembler.caughtUp(Long.MAX_VALUE);
    assertThat(assembler.position().flushed()).isZero();

    feed(assembler, messages.subList(1, messages.size()));
    assembler.caughtUp(Long.MAX_VALUE);
    assertThat(assembler.position().flushed()).isEqualTo(Long.MAX_VALUE);
  }

  /**
   * A keepalive's position is the end of a record: the next commit record may begin exactly there.
   */
  @Test
  void whatCommitsExactlyAtTheFlushedPositionIsNotSkipped() throws Exception {
    List<byte[]> messages = messages("adjacent", "INSERT INTO other VALUES (91)");
    long commitLsn = java.nio.ByteBuffer.wrap(messages.get(0)).getLong(1);
    ChangeAssembler assembler = assembler(START);

    assembler.caughtUp(commitLsn);

    assertThat(assembler.position().flushed()).isEqualTo(commitLsn);
    assertThat(feed(assembler, messages)).hasSize(1);

    StreamPosition restored = new StreamPosition(1, commitLsn - 1, commitLsn, 0, 0, 0);
    assertThat(feed(assembler(restored), messages)).hasSize(1);
  }

  private static ChangeAssembler assembler(StreamPosition from) {
    return new ChangeAssembler(
        ChangeAssemblerTest::shape,
        (prefix, content) -> {},
        (table, lsn) -> {},
        (relation, begin, millis) -> {},
        from,
        1 << 20);
  }

  private static List<byte[]> messages(String slot, String... statements) throws Exception {
    SlotMessages messages = new SlotMessages(postgres, slot);
    postgres.execute(statements);
    return messages.read("everything");
  }

  private static List<String> assemble(List<byte[]> messages) {
    return feed(assembler(START), messages);
  }

  private static List<String> feed(ChangeAssembler assembler, List<byte[]> messages) {
    PgOutputDecoder decoder = new PgOutputDecoder();
    List<String> records = new ArrayList<>();
    for (byte[] message : messages) {
      decoder.decode(message, 0, message.length, assembler);
      for (ChangeBatch batch : assembler.take()) {
        for (String line : new String(batch.lines, UTF_8).split("\n")) {
          records.add(batch.table + line.replaceAll("\"ingestion_timestamp\":\"[^\"]*\",?", ""));
        }
      }
    }
    return records;
  }

  private static StreamPosition positionAfter(List<byte[]> messages) {
    ChangeAssembler assembler = assembler(START);
    feed(assembler, messages);
    return assembler.position();
  }

  /** Without what differs from run to run, and with ' for ", to be read here. */
  private static List<String> columns(List<String> records) {
    return records.stream()
        .map(record -> record.substring(record.indexOf('{')))
        .map(record -> record.replaceAll("\"__(lsn|ts_ms|tx_id)\":\\d+,?", "").replace(",}", "}"))
        .map(record -> record.replace('"', '\''))
        .toList();
  }

  private static @Nullable RowShape shape(Relation relation) {
    if (relation.name().equals("ignored")) {
      return null;
    }
    return new RowShape(
        new TableId(relation.schema(), relation.name()),
        relation.columns().stream()
            .map(
                column ->
                    new RowShape.Column(
                        column.name(),
                        ColumnType.scalar(column.type()),
                        column.name().equals("id")))
            .toList());
  }
}
