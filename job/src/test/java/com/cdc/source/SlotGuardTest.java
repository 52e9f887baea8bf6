package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.PostgresConfig;
import com.cdc.config.WalGuard;
import com.cdc.config.WalLimit;
import com.cdc.event.TableId;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.ReplicationSlots;
import com.cdc.postgres.SlotWal;
import com.cdc.postgres.WalForecast;
import com.cdc.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.configuration.MemorySize;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SlotGuardTest {

  private static final MemorySize LIMIT = MemorySize.ofMebiBytes(1);

  private static TestPostgres postgres;

  private final AtomicLong clock = new AtomicLong();

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.startNew(Map.of("max_slot_wal_keep_size", "64MB"));
    postgres.execute("CREATE TABLE noise (text text)");
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @Test
  void theServerTellsHowMuchTheSlotHoldsBackAndHowMuchItMay() throws SQLException {
    PostgresConfig config = slot("told", WalGuard.WARN);
    try (Connection connection = PostgresConnections.openForQuestions(config)) {
      SlotWal before = SlotWal.of(connection, "told");
      write();
      SlotWal after = SlotWal.of(connection, "told");

      assertThat(before.exists()).isTrue();
      assertThat(before.active()).isFalse();
      assertThat(before.status()).isEqualTo("reserved");
      assertThat(after.end() - before.end()).isGreaterThan(2 << 20);
      assertThat(after.retained() - before.retained()).isEqualTo(after.end() - before.end());
      assertThat(after.lag()).isLessThanOrEqualTo(after.retained());
      assertThat(after.safe()).isPositive().isLessThan(before.safe());
      assertThat(SlotWal.of(connection, "no_such").exists()).isFalse();
    }
  }

  @Test
  void beyondTheLimitItWarnsWhatToDoAndNotAgainAtOnce() throws SQLException {
    PostgresConfig config = slot("warned", WalGuard.WARN);
    SlotGuard guard = new SlotGuard(config, clock::get);
    try (Connection connection = PostgresConnections.openForQuestions(config)) {
      write();

      assertThat(look(guard, config, connection))
          .contains(
              "Slot `warned` makes the server keep",
              "more than `postgres.wal-limit`",
              "Nobody reads it",
              "pg_stat_activity");
      assertThat(look(guard, config, connection)).isNull();
      clock.addAndGet(Duration.ofMinutes(6).toNanos());
      assertThat(look(guard, config, connection)).contains("Slot `warned`");
      assertThat(ReplicationSlots.find(connection, "warned")).isPresent();
    }
  }

  @Test
  void withinTheLimitItSaysNothing() throws SQLException {
    PostgresConfig config = slot("small", WalGuard.DROP_SLOT);
    try (Connection connection = PostgresConnections.openForQuestions(config)) {
      assertThat(look(new SlotGuard(config, clock::get), config, connection)).isNull();
      assertThat(ReplicationSlots.find(connection, "small")).isPresent();
    }
  }

  @Test
  void toldToItDropsTheSlotThatTheJobReads() throws SQLException {
    PostgresConfig config = slot("dropped", WalGuard.DROP_SLOT);
    SlotGuard guard = new SlotGuard(config, clock::get);
    try (Connection connection = PostgresConnections.openForQuestions(config);
        Connection reader = read(config)) {
      write();

      assertThat(look(guard, config, connection)).contains("has dropped it");

      assertThat(ReplicationSlots.find(connection, "dropped")).isEmpty();
    }
  }

  private static @Nullable String look(
      SlotGuard guard, PostgresConfig config, Connection connection) throws SQLException {
    SlotWal wal = SlotWal.of(connection, config.slot());
    WalForecast forecast = new WalForecast(config.walLimit().bytes());
    forecast.add(0, wal);
    return guard.look(connection, wal, forecast);
  }

  /** Reads the slot as the job does, and confirms nothing. */
  private static Connection read(PostgresConfig config) throws SQLException {
    postgres.execute("CREATE PUBLICATION p_" + config.slot() + " FOR TABLE noise");
    Connection reader = PostgresConnections.openReplication(config);
    reader
        .unwrap(org.postgresql.PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .logical()
        .withSlotName(config.slot())
        .withSlotOption("proto_version", 1)
        .withSlotOption("publication_names", "p_" + config.slot())
        .start();
    return reader;
  }

  private static PostgresConfig slot(String name, WalGuard guard) throws SQLException {
    PostgresConfig config =
        postgres
            .config(List.of(new TableId("public", "noise")), "p", name)
            .withWalLimit(new WalLimit(guard, LIMIT));
    try (Connection connection = PostgresConnections.open(config)) {
      ReplicationSlots.createLogical(connection, name, false);
    }
    return config;
  }

  /** Some megabytes of WAL. */
  private static void write() throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO noise SELECT repeat(md5(n::text), 30) FROM generate_series(1, 4000) n");
    }
  }
}
