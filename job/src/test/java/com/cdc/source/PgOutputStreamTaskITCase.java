package com.cdc.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.PostgresConfig;
import com.cdc.event.ChangeBatch;
import com.cdc.event.TableId;
import com.cdc.postgres.Lsn;
import com.cdc.postgres.PostgresConfigs;
import com.cdc.testing.TcpProxy;
import com.cdc.testing.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The stream's connection under a landing or a network that does not do its part. */
class PgOutputStreamTaskITCase {

  private static final Duration SENDER_TIMEOUT = Duration.ofSeconds(1);

  private static TestPostgres postgres;

  @BeforeAll
  static void startPostgres() {
    postgres =
        TestPostgres.startNew(Map.of("wal_sender_timeout", SENDER_TIMEOUT.toMillis() + "ms"));
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @Test
  void aHugeTransactionWaitsForABlockedLandingOnOneConnectionAndInBoundedMemory() throws Exception {
    TableId table = table("blocked");
    int rows = 1_000_000;
    try (RunningStream stream = RunningStream.start(config(table, postgres.port()), slot(table))) {
      await().until(() -> !walsender(table).isEmpty());
      String walsender = walsender(table);
      postgres.execute(
          "INSERT INTO blocked SELECT i, 'r' || i FROM generate_series(1, " + rows + ") i");
      await().atMost(Duration.ofMinutes(3)).until(stream::isBlocked);

      await()
          .atMost(Duration.ofMinutes(3))
          .during(SENDER_TIMEOUT.multipliedBy(6))
          .until(() -> stream.isBlocked() && walsender(table).equals(walsender));
      assertThat(stream.waitingEmissions()).isLessThanOrEqualTo(4);

      long next = 1;
      while (next <= rows) {
        ChangeBatch batch = stream.take();
        assertThat(batch.firstSeq).isEqualTo(next);
        assertThat(batch.lines.length).isLessThan(2 << 20);
        next = batch.lastSeq + 1;
      }
      assertThat(next).isEqualTo(rows + 1);
      assertThat(walsender(table)).isEqualTo(walsender);
    }
  }

  @Test
  void aNetworkThatDropsPacketsWithoutAWordIsLeftForAnotherConnection() throws Exception {
    TableId table = table("silent");
    try (TcpProxy network = TcpProxy.to(postgres.port());
        RunningStream stream = RunningStream.start(config(table, network.port()), slot(table))) {
      postgres.execute("INSERT INTO silent VALUES (1, 'before')");
      assertThat(stream.take().creates).isEqualTo(1);

      network.dropSilently();
      postgres.execute("INSERT INTO silent VALUES (2, 'into the void')");

      ChangeBatch batch = stream.take();
      assertThat(new String(batch.lines, UTF_8)).contains("\"id\":2", "into the void");
      assertThat(batch.rows).isEqualTo(1);
    }
  }

  @Test
  void aNetworkThatGoesSilentInTheMiddleOfAMessageIsLeftToo() throws Exception {
    TableId table = table("torn");
    try (TcpProxy network = TcpProxy.to(postgres.port());
        RunningStream stream = RunningStream.start(config(table, network.port()), slot(table))) {
      postgres.execute("INSERT INTO torn VALUES (1, 'before')");
      assertThat(stream.take().creates).isEqualTo(1);

      network.dropSilentlyAfter(100_000);
      postgres.execute("INSERT INTO torn VALUES (2, repeat('long', 1000000))");

      ChangeBatch batch = stream.take();
      assertThat(batch.rows).isEqualTo(1);
      assertThat(batch.lines.length).isGreaterThan(4_000_000);
    }
  }

  @Test
  void aHugeRowOverASlowNetworkIsNotGivenUpByTheServer() throws Exception {
    TableId table = table("slow");
    long slot = slot(table);
    int length = 6_000_000;
    postgres.execute(
        "ALTER TABLE slow ALTER note SET STORAGE EXTERNAL",
        "INSERT INTO slow VALUES (1, repeat('x', " + length + "))");
    try (TcpProxy network = TcpProxy.to(postgres.port(), 1_500_000); // four times the time-out
        RunningStream stream = RunningStream.start(config(table, network.port()), slot)) {
      await().until(() -> network.answered() > length / 4);
      String walsender = walsender(table);

      assertThat(stream.take().lines.length).isGreaterThan(length);

      assertThat(walsender(table)).isEqualTo(walsender).isNotEmpty();
    }
  }

  @Test
  void anIdleDatabaseKeepsItsConnection() throws Exception {
    TableId table = table("idle");
    try (RunningStream stream = RunningStream.start(config(table, postgres.port()), slot(table))) {
      await().until(() -> !walsender(table).isEmpty());
      String walsender = walsender(table);

      await()
          .atMost(Duration.ofMinutes(3))
          .during(SENDER_TIMEOUT.multipliedBy(4))
          .until(() -> walsender(table).equals(walsender));

      postgres.execute("INSERT INTO idle VALUES (1, 'still there')");
      assertThat(stream.take().creates).isEqualTo(1);
    }
  }

  private static TableId table(String name) {
    postgres.execute(
        "CREATE TABLE " + name + " (id int PRIMARY KEY, note text)",
        "CREATE PUBLICATION " + name + " FOR TABLE " + name);
    return new TableId("public", name);
  }

  /** Makes the slot and returns its consistent point. */
  private static long slot(TableId table) {
    return Lsn.parse(
        postgres.query(
            "SELECT lsn::text FROM pg_create_logical_replication_slot('%s', 'pgoutput')"
                .formatted(table.name())));
  }

  private static PostgresConfig config(TableId table, int port) {
    return PostgresConfigs.at(
        postgres.config(List.of(table), table.name(), table.name()), postgres.host(), port);
  }

  private static String walsender(TableId table) {
    return postgres.query(
        "SELECT coalesce(max(active_pid)::text, '') FROM pg_replication_slots WHERE slot_name = '%s'"
            .formatted(table.name()));
  }
}
