package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.audit.AuditedSchema;
import com.cdc.event.TableId;
import com.cdc.testing.Landing;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A confirmed position is the end of a record, and the next commit record may begin exactly there:
 * its transaction's rows stand before the position, its commit does not.
 */
class CommitAtConfirmedPositionITCase {

  private static final Duration SOON = Duration.ofMinutes(3);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir Path directory;

  @Test
  void aTransactionThatCommitsAtTheConfirmedPositionWhileTheJobIsDownLandsOnce() throws Exception {
    AuditedSchema schema = schema("down");
    try (Connection open = postgres.connect()) {
      open.setAutoCommit(false);
      open.createStatement().execute("INSERT INTO down.t VALUES (4, 'open for long')");
      flushLog();
      String confirmed;
      do { // the server logs something by itself now and then
        try (LocalPipeline pipeline = LocalPipeline.start(schema.config(), directory)) {
          confirmed = awaitConfirmedToTheEnd(pipeline, "down");
        } // without a last checkpoint
      } while (!confirmed.equals(endOfLog()));
      open.commit();
      assertThat(lastCommit("down")).isEqualTo(confirmed);
    }

    assertLandsOnce(schema);
  }

  @Test
  void aTransactionThatCommitsAtTheConfirmedPositionLandsOnceAcrossAHardStop() throws Exception {
    AuditedSchema schema = schema("up");
    try (Connection open = postgres.connect();
        LocalPipeline pipeline = LocalPipeline.start(schema.config(), directory)) {
      open.setAutoCommit(false);
      open.createStatement().execute("INSERT INTO up.t VALUES (4, 'open for long')");
      flushLog();
      String confirmed = awaitConfirmedToTheEnd(pipeline, "up");
      open.commit();
      assertThat(lastCommit("up")).isEqualTo(confirmed);
    }

    assertLandsOnce(schema);
  }

  private void assertLandsOnce(AuditedSchema schema) throws Exception {
    TableId table = schema.config().tables().get(0);
    try (LocalPipeline pipeline = LocalPipeline.start(schema.config(), directory)) {
      pipeline.awaitRecords(table, 1, record -> record.contains("\"open for long\""));
      postgres.execute("INSERT INTO " + table + " VALUES (5, 'after it')");
      pipeline.awaitRecords(table, 1, record -> record.contains("\"after it\""));
      pipeline.stop();
    }
    assertThat(schema.faults(new Landing(directory.resolve("landing")))).isEmpty();
  }

  /** A table of three rows that have landed, and a second slot, by which the test looks. */
  private AuditedSchema schema(String name) throws Exception {
    AuditedSchema schema = AuditedSchema.create(postgres, name);
    TableId table = schema.create("t", 3);
    try (LocalPipeline pipeline = LocalPipeline.start(schema.config(), directory)) {
      pipeline.awaitRecords(table, 3, record -> true);
      pipeline.stop();
    }
    postgres.query(
        "SELECT pg_create_logical_replication_slot('%s_look', 'pgoutput')".formatted(name));
    return schema;
  }

  private static String awaitConfirmedToTheEnd(LocalPipeline pipeline, String slot) {
    String confirmed =
        "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '%s'";
    await()
        .atMost(SOON)
        .until(
            () -> {
              assertThat(pipeline.flink().terminated()).isNotDone();
              return postgres.query(confirmed.formatted(slot)).equals(endOfLog());
            });
    return postgres.query(confirmed.formatted(slot));
  }

  /** Rows of an open transaction may stay in the server's memory for seconds. */
  private static void flushLog() {
    postgres.query("SELECT pg_logical_emit_message(true, 'test', 'committed')");
  }

  private static String endOfLog() {
    return postgres.query("SELECT pg_current_wal_insert_lsn()");
  }

  /** Where the commit record of the last transaction begins: Begin's {@code final_lsn}. */
  private static String lastCommit(String name) {
    return postgres.query(
        """
        SELECT '0/0'::pg_lsn + ('x' || encode(substring(data FROM 2 FOR 8), 'hex'))::bit(64)::bigint
        FROM pg_logical_slot_peek_binary_changes('%1$s_look', NULL, NULL,
          'proto_version', '1', 'publication_names', '%1$s')
        WHERE get_byte(data, 0) = ascii('B') ORDER BY lsn DESC LIMIT 1
        """
            .formatted(name));
  }
}
