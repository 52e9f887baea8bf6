package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.postgres.PostgresConfigs;
import com.cdc.testing.TcpProxy;
import com.cdc.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.copy.CopyOut;

class SnapshotReaderTest {

  private static final Duration SOON = Duration.ofMinutes(3);

  /** What {@link PostgresConfigs#at} sets as connect-timeout. */
  private static final Duration SILENCE = Duration.ofSeconds(1);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @Test
  void aSnapshotWaitsForAnotherTransactionForAsLongAsItTakes() throws Exception {
    PostgresConfig config = config("patient", postgres.port());
    try (SnapshotReader reader = new SnapshotReader();
        Connection other = postgres.connect();
        Statement writer = other.createStatement()) {
      other.setAutoCommit(false);
      writer.execute("INSERT INTO patient VALUES (1)");
      CompletableFuture<Long> taken = take(reader, config);
      await().atMost(SOON).until(() -> !waiting().isEmpty());
      String waiting = waiting();

      await()
          .atMost(SOON)
          .during(SILENCE.multipliedBy(4))
          .until(() -> waiting().equals(waiting) && !taken.isDone());
      other.commit();

      assertThat(taken).succeedsWithin(SOON);
    }
  }

  @Test
  void anAnswerThatTheNetworkSwallowsIsNotWaitedFor() throws Exception {
    try (TcpProxy network = TcpProxy.to(postgres.port());
        SnapshotReader reader = new SnapshotReader();
        Connection other = postgres.connect();
        Statement writer = other.createStatement()) {
      PostgresConfig config = config("swallowed", network.port());
      other.setAutoCommit(false);
      writer.execute("INSERT INTO swallowed VALUES (1)");
      CompletableFuture<Long> taken = take(reader, config);
      await().atMost(SOON).until(() -> !waiting().isEmpty());

      network.dropSilently();
      other.commit();

      assertThat(taken).failsWithin(SOON);
      await().atMost(SOON).until(() -> temporarySlots() == 0); // they would hold vacuum back
      assertThat(take(reader, config)).succeedsWithin(SOON);
    }
  }

  @Test
  void rowsThatTheNetworkSwallowsAreNotWaitedFor() throws Exception {
    try (TcpProxy network = TcpProxy.to(postgres.port());
        SnapshotReader reader = new SnapshotReader()) {
      PostgresConfig config = config("rows", network.port());
      try (SnapshotReader.Lease lease = reader.lease(config)) {
        CopyOut rows =
            lease.session().copy("SELECT repeat('x', 1000) FROM generate_series(1, 100000)");
        network.dropSilentlyAfter(100_000);

        assertThat(CompletableFuture.supplyAsync(() -> count(rows))).failsWithin(SOON);
      }
      await().atMost(SOON).until(() -> temporarySlots() == 0);
    }
  }

  @Test
  void aSessionThatIsAskedForNothingStaysOpen() throws Exception {
    PostgresConfig config = config("idle", postgres.port());
    try (SnapshotReader reader = new SnapshotReader()) {
      long first = take(reader, config).join();

      await()
          .atMost(SOON)
          .during(SILENCE.multipliedBy(2)) // a third one ends it as idle
          .until(() -> temporarySlots() == 1);

      assertThat(take(reader, config).join()).isEqualTo(first);
    }
  }

  @Test
  void whatEmptiesATableWaitsUntilItsSnapshotHasBeenRead() throws Exception {
    PostgresConfig config = config("emptied", postgres.port());
    postgres.execute("INSERT INTO emptied SELECT generate_series(1, 100)");
    try (SnapshotReader reader = new SnapshotReader();
        SnapshotReader.Lease lease = reader.lease(config)) {
      CompletableFuture<Void> truncated =
          CompletableFuture.runAsync(() -> postgres.execute("TRUNCATE emptied"));
      await().atMost(SOON).until(() -> truncated.isDone() || isHeldUp("TRUNCATE%"));

      assertThat(count(lease.session().copy("SELECT * FROM public.emptied"))).isEqualTo(100);

      lease.close();
      reader.abort();
      assertThat(truncated).succeedsWithin(SOON);
    }
  }

  private static CompletableFuture<Long> take(SnapshotReader reader, PostgresConfig config) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (SnapshotReader.Lease lease = reader.lease(config)) {
            long point = lease.session().consistentPoint();
            lease.succeeded();
            return point;
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        });
  }

  private static int count(CopyOut rows) {
    try {
      int read = 0;
      while (rows.readFromCopy() != null) {
        read++;
      }
      return read;
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  private static String waiting() {
    return postgres.query(
        "SELECT coalesce(string_agg(pid::text, ','), '') FROM pg_stat_activity"
            + " WHERE query LIKE 'CREATE_REPLICATION_SLOT%' AND wait_event_type = 'Lock'");
  }

  private static boolean isHeldUp(String statement) {
    return !postgres
        .query(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '"
                + statement
                + "'")
        .equals("0");
  }

  private static int temporarySlots() {
    return Integer.parseInt(
        postgres.query("SELECT count(*) FROM pg_replication_slots WHERE temporary"));
  }

  private static PostgresConfig config(String table, int port) {
    postgres.execute("CREATE TABLE " + table + " (id int PRIMARY KEY)");
    postgres.execute(
        "CREATE PUBLICATION " + table + " FOR TABLE " + table,
        "SELECT pg_create_logical_replication_slot('" + table + "', 'pgoutput')");
    return PostgresConfigs.at(
        postgres.config(List.of(new TableId("public", table)), table, table), "localhost", port);
  }
}
