package com.cdc.doctor;

import static com.cdc.doctor.Ward.awaitSetting;
import static com.cdc.doctor.Ward.config;
import static com.cdc.doctor.Ward.findings;
import static com.cdc.doctor.Ward.keepWal;
import static com.cdc.doctor.Ward.mend;
import static com.cdc.doctor.Ward.only;
import static com.cdc.doctor.Ward.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.PostgresConfig;
import com.cdc.finding.Finding;
import com.cdc.finding.Kind;
import com.cdc.postgres.Preflight;
import com.cdc.testing.PostgresVersions;
import com.cdc.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/** Breaks one thing of a slot or of what it waits for, reads what is said, runs the fix. */
class SlotITCase {

  private static final Duration SOON = Duration.ofMinutes(3);

  private static final Limits AT_ONCE =
      new Limits(Duration.ZERO, 0, 10L << 30, Duration.ofSeconds(5), Duration.ofDays(30));

  private static final Ward WARD = new Ward();

  @AfterAll
  static void close() {
    WARD.close();
  }

  @PostgresVersions
  void idleSlotsThatAreGivenUp(int major) {
    assumeThat(major).as("idle_replication_slot_timeout").isGreaterThanOrEqualTo(18);
    PostgresConfig config = WARD.prepare(major, "idle");
    TestPostgres server = WARD.server(major);
    server.execute(
        "ALTER SYSTEM SET idle_replication_slot_timeout = '1d'", "SELECT pg_reload_conf()");
    awaitSetting(server, "idle_replication_slot_timeout", "1d");

    mend(server, only(Kind.SLOT_IDLE_TIMEOUT, config), config);
  }

  @PostgresVersions
  void transactionThatHoldsUpTheMakingOfASlot(int major) throws SQLException {
    PostgresConfig config = WARD.prepare(major, "open");
    TestPostgres server = WARD.server(major);
    try (Connection busy = server.connect();
        Statement statement = busy.createStatement()) {
      busy.setAutoCommit(false);
      statement.execute("INSERT INTO open VALUES (1)");
      String pid = server.query("SELECT pid FROM pg_stat_activity WHERE backend_xid IS NOT NULL");

      assertThat(findings(config)).as("a short one is in order").isEmpty();
      Finding hidden = only(Kind.LONG_TRANSACTION, findings(config, AT_ONCE));
      assertThat(hidden.what())
          .contains("PID " + pid, "later transactions", "GRANT pg_read_all_stats TO \"cdc\"");

      server.execute("GRANT pg_read_all_stats TO cdc");
      Finding finding = only(Kind.LONG_TRANSACTION, findings(config, AT_ONCE));
      assertThat(finding.what())
          .contains("PID " + pid, "idle in transaction")
          .containsPattern("has been open for \\d+ s");
      run(server, finding);
      await().atMost(SOON).until(() -> findings(config, AT_ONCE).isEmpty());
    } finally {
      server.execute("REVOKE pg_read_all_stats FROM cdc");
    }
  }

  @PostgresVersions
  void preparedTransaction(int major) throws SQLException {
    PostgresConfig config = WARD.prepare(major, "prepared");
    TestPostgres server = WARD.server(major);
    try (Connection busy = server.connect();
        Statement statement = busy.createStatement()) {
      statement.execute("BEGIN");
      statement.execute("INSERT INTO prepared VALUES (1)");
      statement.execute("PREPARE TRANSACTION 'it''s open'");
    }

    Finding finding = only(Kind.PREPARED_TRANSACTION, findings(config, AT_ONCE));

    assertThat(finding.what()).contains("'it''s open' of `postgres` in database `warehouse`");
    run(server, finding);
    assertThat(findings(config, AT_ONCE)).isEmpty();
    assertThat(server.query("SELECT count(*) FROM prepared")).isEqualTo("1");
  }

  @PostgresVersions
  void slotOfAnotherPlugin(int major) {
    PostgresConfig config = WARD.prepare(major, "alien");
    TestPostgres server = WARD.server(major);
    server.execute("SELECT pg_create_logical_replication_slot('alien', 'test_decoding')");

    mend(server, only(Kind.SLOT_TAKEN, config), config);
  }

  @PostgresVersions
  void slotThatAnotherProgramReads(int major) throws SQLException {
    PostgresConfig config = WARD.prepare(major, "shared");
    TestPostgres server = WARD.server(major);
    server.execute("SELECT pg_create_logical_replication_slot('shared', 'pgoutput')");
    try (Connection other = replication(server);
        PGReplicationStream stream = read(other, "shared")) {
      assertThat(stream.isClosed()).isFalse();

      Finding finding = only(Kind.SLOT_IN_USE, config);

      assertThat(finding.what())
          .contains("application `another`, user `postgres`, from an address not shown");
      mend(server, finding, config);
    } catch (SQLException e) {
      // its session was ended
    }
    server.execute("SELECT pg_drop_replication_slot('shared')");
  }

  @PostgresVersions
  void slotThatHoldsBackMuch(int major) {
    PostgresConfig config = WARD.prepare(major, "lagging");
    TestPostgres server = WARD.server(major);
    server.execute("SELECT pg_create_logical_replication_slot('lagging', 'pgoutput')");
    switchWal(server, 3);
    Limits little =
        new Limits(Duration.ofMinutes(5), 100_000, 1, Duration.ofSeconds(5), Duration.ofDays(30));

    Finding finding = only(Kind.SLOT_LAG, findings(config, little));

    assertThat(finding.what()).startsWith("The server keeps ");
    assertThat(finding.fix().text()).endsWith("SELECT pg_drop_replication_slot('lagging');");
    assertThat(findings(config)).as("three segments are in order").isEmpty();
    server.execute("SELECT pg_drop_replication_slot('lagging')");
  }

  @PostgresVersions
  void slotThatIsNearlyLostAndThenLost(int major) {
    PostgresConfig config = WARD.prepare(major, "dying");
    TestPostgres server = WARD.server(major);
    server.execute("SELECT pg_create_logical_replication_slot('dying', 'pgoutput')");
    keepWal(server, "1MB");
    switchWal(server, 4);

    Finding nearly = ofKind(Kind.SLOT_NEARLY_LOST, config);
    assertThat(nearly.what()).contains("max_slot_wal_keep_size = 1 MB", "unreserved");
    mend(server, nearly, config);

    keepWal(server, "1MB");
    switchWal(server, 1);
    server.execute("CHECKPOINT");
    Finding lost = ofKind(Kind.SLOT_LOST, config);
    assertThat(lost.what()).contains("is lost (wal_status lost");
    assertThat(Preflight.check(config)).as("the job judges by its state").isEmpty();
    keepWal(server, "10GB");
    mend(server, lost, config);
  }

  private static Finding ofKind(Kind kind, PostgresConfig config) {
    return findings(config).stream()
        .filter(finding -> finding.kind() == kind)
        .findFirst()
        .orElseThrow(() -> new AssertionError(kind + " not in " + findings(config)));
  }

  private static void switchWal(TestPostgres server, int segments) {
    for (int i = 0; i < segments; i++) {
      server.query("SELECT pg_logical_emit_message(true, 'fill', repeat('x', 1000))");
      server.query("SELECT pg_switch_wal()");
    }
  }

  private static Connection replication(TestPostgres server) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", TestPostgres.ADMIN);
    properties.setProperty("replication", "database");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("ApplicationName", "another");
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:" + server.port() + "/" + TestPostgres.DATABASE, properties);
  }

  private static PGReplicationStream read(Connection connection, String slot) throws SQLException {
    return connection
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .logical()
        .withSlotName(slot)
        .withSlotOption("proto_version", "1")
        .withSlotOption("publication_names", slot)
        .start();
  }
}
