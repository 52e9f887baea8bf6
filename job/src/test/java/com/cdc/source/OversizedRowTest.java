package com.cdc.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.cdc.config.ColumnRules;
import com.cdc.config.PostgresConfig;
import com.cdc.config.Secret;
import com.cdc.event.ChangeBatch;
import com.cdc.event.ColumnRule;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.postgres.Lsn;
import com.cdc.testing.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A change over {@code postgres.max-row-bytes} is named, and lands once the limit is raised. */
class OversizedRowTest {

  @RegisterExtension static final TestPostgres postgres = TestPostgres.startNew();

  private static final int LIMIT = 1_000_000;

  @Test
  void theStreamStopsAtAnInsertAndNamesTableKeyLsnAndSize() throws Exception {
    PostgresConfig config = table("ins", "a int, b text, body text, PRIMARY KEY (b, a)");
    long slot = slot(config);
    String before = postgres.query("SELECT pg_current_wal_insert_lsn()");
    postgres.execute("INSERT INTO ins VALUES (7, 'seven', repeat('x', 1000000))");

    StopException stop = stop(config, slot);

    assertThat(stop)
        .hasMessageContaining(
            "An insert of a row of table public.ins has 1000054 bytes as PostgreSQL sends it, more"
                + " than `postgres.max-row-bytes` allows (1000000). Key: a = 7, b = seven.")
        .hasMessageContaining("`postgres.max-row-bytes: 1000054b` or more")
        .hasMessageContaining("pg_drop_replication_slot('ins')")
        .hasMessageNotContaining("xxx");
    assertThat(lsn(stop, " LSN ")).isGreaterThanOrEqualTo(Lsn.parse(before));
    assertThat(lsn(stop, "commits at ")).isGreaterThan(lsn(stop, " LSN "));
  }

  @Test
  void anUpdateUnderFullIsNamedByThePrimaryKeyOnly() throws Exception {
    PostgresConfig config = table("upd", "name text, id int PRIMARY KEY, body text");
    postgres.execute(
        "ALTER TABLE upd REPLICA IDENTITY FULL", "INSERT INTO upd VALUES ('Ann', 3, 'short')");
    long slot = slot(config);
    postgres.execute("UPDATE upd SET body = repeat('x', 1000000)");

    assertThat(stop(config, slot))
        .hasMessageContaining("An update of a row of table public.upd has 10000")
        .hasMessageContaining(" Key: id = 3.")
        .hasMessageNotContaining("Ann");
  }

  @Test
  void aKeyThatDoesNotLandAsItIsDoesNotStandInTheMessage() throws Exception {
    PostgresConfig config =
        table("masked", "mail text PRIMARY KEY, body text")
            .withColumns(
                new ColumnRules(
                    Map.of(new TableId("public", "masked"), Map.of("mail", ColumnRule.HASH)),
                    Secret.of("0123456789abcdef")));
    long slot = slot(config);
    postgres.execute("INSERT INTO masked VALUES ('a@b.c', repeat('x', 1000000))");

    assertThat(stop(config, slot))
        .hasMessageContaining(" Key: mail = ****.")
        .hasMessageNotContaining("a@b.c");
  }

  @Test
  void aKeyBehindTheLargeColumnIsSaidNotToBeKnown() throws Exception {
    PostgresConfig config = table("behind", "body text, id int PRIMARY KEY");
    long slot = slot(config);
    postgres.execute("INSERT INTO behind VALUES (repeat('x', 1000000), 1)");

    assertThat(stop(config, slot))
        .hasMessageContaining("Its key stands behind its large columns and was not read.");
  }

  @Test
  void aLogicalMessageIsNamedAsSuch() throws Exception {
    PostgresConfig config = table("msg", "id int PRIMARY KEY");
    long slot = slot(config);
    postgres.execute("SELECT pg_logical_emit_message(true, 'app', repeat('x', 1000000))");

    assertThat(stop(config, slot))
        .hasMessageContaining("A logical message (pg_logical_emit_message) has 10000");
  }

  @Test
  void theSlotKeepsTheRowUntilTheLimitIsRaised() throws Exception {
    PostgresConfig config = table("kept", "id int PRIMARY KEY, body text");
    long slot = slot(config);
    postgres.execute(
        "INSERT INTO kept VALUES (1, 'before')",
        "INSERT INTO kept VALUES (2, repeat('x', 1000000))",
        "INSERT INTO kept VALUES (3, 'after')");
    stop(config, slot);

    try (RunningStream stream =
        RunningStream.start(config.withMaxRowBytes(new MemorySize(2 * LIMIT)), slot)) {
      StringBuilder landed = new StringBuilder();
      while (!landed.toString().contains("after")) {
        ChangeBatch batch = stream.take();
        landed.append(new String(batch.lines, UTF_8));
      }
      assertThat(landed).contains("before").contains("\"" + "x".repeat(LIMIT) + "\"");
    }
  }

  @Test
  void theSnapshotStopsAtARowAndNamesIt() throws Exception {
    PostgresConfig config = table("snap", "id int PRIMARY KEY, body text");
    postgres.execute("INSERT INTO snap VALUES (1, 'small'), (2, repeat('x', 1000000))");
    slot(config);

    try (SnapshotReader reader = new SnapshotReader();
        SnapshotReader.Lease lease = reader.lease(config)) {
      SnapshotSession session = lease.session();
      KeyChunk all = new KeyChunk(config.tables().get(0), 0, null, null);

      assertThat(
              catchThrowable(
                  () -> ChunkReader.read(config, session, all, shapes(config), 1, reader.spool())))
          .isInstanceOf(StopException.class)
          .hasMessageContaining(
              "The snapshot of a row of table public.snap has 1000003 bytes as PostgreSQL sends"
                  + " it, more than `postgres.max-row-bytes` allows (1000000). Key: id = 2. As of"
                  + " LSN "
                  + Lsn.format(session.consistentPoint())
                  + ".")
          .hasMessageNotContaining("xxx");
    }
  }

  private static ShapeFactory shapes(PostgresConfig config) {
    return new ShapeFactory(config, RecordFormat.DEFAULT, Map.of());
  }

  private static PostgresConfig table(String name, String columns) {
    postgres.execute(
        "CREATE TABLE " + name + " (" + columns + ")",
        "CREATE PUBLICATION " + name + " FOR TABLE " + name);
    return postgres
        .config(List.of(new TableId("public", name)), name, name)
        .withMaxRowBytes(new MemorySize(LIMIT));
  }

  private static long slot(PostgresConfig config) throws SQLException {
    return Lsn.parse(
        postgres.query(
            "SELECT lsn::text FROM pg_create_logical_replication_slot('%s', 'pgoutput')"
                .formatted(config.slot())));
  }

  private static StopException stop(PostgresConfig config, long slot) throws Exception {
    Throwable failure = RunningStream.start(config, slot).awaitEnd();
    assertThat(failure).isInstanceOf(StopException.class);
    return (StopException) failure;
  }

  private static long lsn(StopException stop, String before) {
    String message = stop.getMessage();
    int start = message.indexOf(before) + before.length();
    String rest = message.substring(start);
    return Lsn.parse(rest.split("[,. ]")[0]);
  }
}
