package com.cdc.doctor;

import static com.cdc.doctor.Ward.awaitSound;
import static com.cdc.doctor.Ward.config;
import static com.cdc.doctor.Ward.findings;
import static com.cdc.doctor.Ward.mend;
import static com.cdc.doctor.Ward.only;
import static com.cdc.doctor.Ward.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.PostgresConfig;
import com.cdc.config.SslMode;
import com.cdc.event.TableId;
import com.cdc.finding.Finding;
import com.cdc.finding.Kind;
import com.cdc.postgres.PostgresConfigs;
import com.cdc.postgres.Preflight;
import com.cdc.testing.PostgresVersions;
import com.cdc.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/** Breaks one thing of server, role, transactions or slot, reads what is said, runs the fix. */
class ServerAndSlotTest {

  private static final Duration SOON = Duration.ofMinutes(3);

  private static final Limits AT_ONCE =
      new Limits(Duration.ZERO, 0, 10L << 30, Duration.ofSeconds(5), Duration.ofDays(30));

  private static final Ward WARD = new Ward();

  @AfterAll
  static void close() {
    WARD.close();
  }

  @PostgresVersions
  void roleThatMayNotReplicate(int major) {
    PostgresConfig config = prepare(major, "unable");
    WARD.server(major).execute("ALTER ROLE cdc NOREPLICATION");

    mend(WARD.server(major), only(Kind.ROLE_MAY_NOT_REPLICATE, config), config);
  }

  @PostgresVersions
  void roleThatMayNotReadAndSchemaThatItMayNotUse(int major) {
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE ROLE \"Poor Reader\" LOGIN REPLICATION PASSWORD 'poor'",
        "CREATE SCHEMA \"Closed\"",
        "CREATE TABLE \"Closed\".t (id int PRIMARY KEY)",
        "CREATE PUBLICATION closed FOR TABLE \"Closed\".t");
    PostgresConfig config =
        PostgresConfigs.as(
            server.config(List.of(new TableId("Closed", "t")), "closed", "closed"),
            "Poor Reader",
            "poor");

    List<Finding> findings = findings(config);

    assertThat(findings)
        .extracting(Finding::kind)
        .containsExactly(Kind.SCHEMA_NOT_USABLE, Kind.TABLE_NOT_READABLE);
    findings.forEach(finding -> run(server, finding));
    assertThat(findings(config)).isEmpty();
  }

  @PostgresVersions
  void rowSecurityThatHidesRows(int major) {
    PostgresConfig config = prepare(major, "guarded");
    TestPostgres server = WARD.server(major);
    server.execute("ALTER TABLE guarded ENABLE ROW LEVEL SECURITY");

    mend(server, only(Kind.ROW_SECURITY, config), config);

    server.execute("ALTER ROLE cdc NOBYPASSRLS");
  }

  @PostgresVersions
  void passwordThatEndsSoon(int major) {
    PostgresConfig config = prepare(major, "ending");
    WARD.server(major)
        .execute(
            "DO $$ BEGIN EXECUTE format('ALTER ROLE cdc VALID UNTIL %L', now() + '9 days'); END $$");

    Finding finding = only(Kind.ROLE_EXPIRES, config);

    assertThat(finding.what()).startsWith("The password of user `cdc` is valid until 2");
    mend(WARD.server(major), finding, config);
  }

  @PostgresVersions
  void wrongPasswordLeavesAllElseUnchecked(int major) {
    PostgresConfig config = PostgresConfigs.as(prepare(major, "locked"), "cdc", "wr0ng");

    Finding finding = only(Kind.DATABASE_NOT_REACHED, config);

    assertThat(finding.message())
        .startsWith("Wrong password for user `cdc`")
        .doesNotContain("wr0ng");
  }

  @PostgresVersions
  void walWithoutLimit(int major) {
    PostgresConfig config = prepare(major, "unlimited");
    TestPostgres server = WARD.server(major);
    server.execute("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
    awaitSetting(server, "max_slot_wal_keep_size", "-1");

    Finding finding = only(Kind.WAL_KEEP_UNLIMITED, config);

    assertThat(finding.fix().text()).contains("ALTER SYSTEM SET max_slot_wal_keep_size = '10240';");
    mend(server, finding, config);
  }

  @PostgresVersions
  void walWithALimitThatIsSoonReached(int major) {
    PostgresConfig config = prepare(major, "scant");
    TestPostgres server = WARD.server(major);
    keep(server, "500MB");

    Finding finding = only(Kind.WAL_KEEP_SMALL, config);

    assertThat(finding.what())
        .isEqualTo("max_slot_wal_keep_size is 500 MB, less than max_wal_size, which is 1024 MB.");
    mend(server, finding, config);
  }

  @PostgresVersions
  void senderTimeoutThatIsNoneOrShort(int major) {
    PostgresConfig config = prepare(major, "hasty");
    TestPostgres server = WARD.server(major);
    server.execute("ALTER SYSTEM SET wal_sender_timeout = '2s'", "SELECT pg_reload_conf()");
    awaitSetting(server, "wal_sender_timeout", "2s");

    Finding finding = only(Kind.SENDER_TIMEOUT, config);
    assertThat(finding.what()).isEqualTo("wal_sender_timeout is 2000 ms for user `cdc`.");
    mend(server, finding, config);

    server.execute("ALTER ROLE cdc SET wal_sender_timeout = 0");
    finding = only(Kind.SENDER_TIMEOUT, config);
    assertThat(finding.what()).contains("0, which is no limit");
    mend(server, finding, config);
  }

  @PostgresVersions
  void idleSlotsThatAreGivenUp(int major) {
    assumeThat(major).as("idle_replication_slot_timeout").isGreaterThanOrEqualTo(18);
    PostgresConfig config = prepare(major, "idle");
    TestPostgres server = WARD.server(major);
    server.execute(
        "ALTER SYSTEM SET idle_replication_slot_timeout = '1d'", "SELECT pg_reload_conf()");
    awaitSetting(server, "idle_replication_slot_timeout", "1d");

    mend(server, only(Kind.SLOT_IDLE_TIMEOUT, config), config);
  }

  @PostgresVersions
  void transactionThatHoldsUpTheMakingOfASlot(int major) throws SQLException {
    PostgresConfig config = prepare(major, "open");
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
    PostgresConfig config = prepare(major, "prepared");
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
    PostgresConfig config = prepare(major, "alien");
    TestPostgres server = WARD.server(major);
    server.execute("SELECT pg_create_logical_replication_slot('alien', 'test_decoding')");

    mend(server, only(Kind.SLOT_TAKEN, config), config);
  }

  @PostgresVersions
  void slotThatAnotherProgramReads(int major) throws SQLException {
    PostgresConfig config = prepare(major, "shared");
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
    PostgresConfig config = prepare(major, "lagging");
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
    PostgresConfig config = prepare(major, "dying");
    TestPostgres server = WARD.server(major);
    server.execute("SELECT pg_create_logical_replication_slot('dying', 'pgoutput')");
    keep(server, "1MB");
    switchWal(server, 4);

    Finding nearly = ofKind(Kind.SLOT_NEARLY_LOST, config);
    assertThat(nearly.what()).contains("max_slot_wal_keep_size = 1 MB", "unreserved");
    mend(server, nearly, config);

    keep(server, "1MB");
    switchWal(server, 1);
    server.execute("CHECKPOINT");
    Finding lost = ofKind(Kind.SLOT_LOST, config);
    assertThat(lost.what()).contains("is lost (wal_status lost");
    assertThat(Preflight.check(config)).as("the job judges by its state").isEmpty();
    keep(server, "10GB");
    mend(server, lost, config);
  }

  @PostgresVersions
  void serverWhoseCertificateIsNotChecked(int major) throws SQLException {
    TestPostgres server = WARD.server(major);
    PostgresConfig config = prepare(major, "distant");
    PostgresConfig far = PostgresConfigs.at(config, "db.example.invalid", 5432);
    try (Connection connection = server.connect()) {
      Patient patient = Patient.of(connection, far, 1, Limits.DEFAULT);

      Finding finding = only(Kind.TLS_NOT_VERIFIED, TlsChecks.check(patient));

      assertThat(finding.what())
          .isEqualTo(
              "The server's certificate at db.example.invalid:5432 is not checked"
                  + " (postgres.ssl-mode: disable); this connection is not encrypted.");
      PostgresConfig verified = far.withTls(SslMode.VERIFY_FULL, null, null);
      assertThat(TlsChecks.check(Patient.of(connection, verified, 1, Limits.DEFAULT))).isEmpty();
    }
  }

  @PostgresVersions
  void clockThatIsAhead(int major) {
    PostgresConfig config = prepare(major, "clock");
    InstantSource ahead = () -> InstantSource.system().instant().plusSeconds(75);

    Finding finding =
        only(Kind.CLOCK_SKEW, Doctor.examineDatabase(config, 1, Limits.DEFAULT, ahead));

    assertThat(finding.what()).startsWith("This machine's clock is 1 min 1").contains("ahead of");
  }

  private static PostgresConfig prepare(int major, String name) {
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE " + name + " (id int PRIMARY KEY)",
        "CREATE PUBLICATION " + name + " FOR TABLE " + name);
    PostgresConfig config = config(server, name, name);
    awaitSound(config);
    return config;
  }

  private static Finding ofKind(Kind kind, PostgresConfig config) {
    return findings(config).stream()
        .filter(finding -> finding.kind() == kind)
        .findFirst()
        .orElseThrow(() -> new AssertionError(kind + " not in " + findings(config)));
  }

  private static void keep(TestPostgres server, String size) {
    server.execute(
        "ALTER SYSTEM SET max_slot_wal_keep_size = '" + size + "'", "SELECT pg_reload_conf()");
    awaitSetting(server, "max_slot_wal_keep_size", size);
  }

  private static void awaitSetting(TestPostgres server, String name, String value) {
    await().atMost(SOON).until(() -> server.query("SHOW " + name).equals(value));
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
