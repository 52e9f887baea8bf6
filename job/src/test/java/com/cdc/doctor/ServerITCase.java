package com.cdc.doctor;

import static com.cdc.doctor.Ward.awaitSetting;
import static com.cdc.doctor.Ward.config;
import static com.cdc.doctor.Ward.findings;
import static com.cdc.doctor.Ward.keepWal;
import static com.cdc.doctor.Ward.mend;
import static com.cdc.doctor.Ward.only;
import static com.cdc.doctor.Ward.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.PostgresConfig;
import com.cdc.config.SslMode;
import com.cdc.event.TableId;
import com.cdc.finding.Finding;
import com.cdc.finding.Kind;
import com.cdc.postgres.PostgresConfigs;
import com.cdc.testing.PostgresVersions;
import com.cdc.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** Breaks one thing of server or role, reads what is said, runs the fix. */
class ServerITCase {

  private static final Ward WARD = new Ward();

  @AfterAll
  static void close() {
    WARD.close();
  }

  @PostgresVersions
  void roleThatMayNotReplicate(int major) {
    PostgresConfig config = WARD.prepare(major, "unable");
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
    PostgresConfig config = WARD.prepare(major, "guarded");
    TestPostgres server = WARD.server(major);
    server.execute("ALTER TABLE guarded ENABLE ROW LEVEL SECURITY");

    mend(server, only(Kind.ROW_SECURITY, config), config);

    server.execute("ALTER ROLE cdc NOBYPASSRLS");
  }

  @PostgresVersions
  void passwordThatEndsSoon(int major) {
    PostgresConfig config = WARD.prepare(major, "ending");
    WARD.server(major)
        .execute(
            "DO $$ BEGIN EXECUTE format('ALTER ROLE cdc VALID UNTIL %L', now() + '9 days'); END $$");

    Finding finding = only(Kind.ROLE_EXPIRES, config);

    assertThat(finding.what()).startsWith("The password of user `cdc` is valid until 2");
    mend(WARD.server(major), finding, config);
  }

  @PostgresVersions
  void wrongPasswordLeavesAllElseUnchecked(int major) {
    PostgresConfig config = PostgresConfigs.as(WARD.prepare(major, "locked"), "cdc", "wr0ng");

    Finding finding = only(Kind.DATABASE_NOT_REACHED, config);

    assertThat(finding.message())
        .startsWith("Wrong password for user `cdc`")
        .doesNotContain("wr0ng");
  }

  @PostgresVersions
  void walWithoutLimit(int major) {
    PostgresConfig config = WARD.prepare(major, "unlimited");
    TestPostgres server = WARD.server(major);
    server.execute("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
    awaitSetting(server, "max_slot_wal_keep_size", "-1");

    Finding finding = only(Kind.WAL_KEEP_UNLIMITED, config);

    assertThat(finding.fix().text()).contains("ALTER SYSTEM SET max_slot_wal_keep_size = '10240';");
    mend(server, finding, config);
  }

  @PostgresVersions
  void walWithALimitThatIsSoonReached(int major) {
    PostgresConfig config = WARD.prepare(major, "scant");
    TestPostgres server = WARD.server(major);
    keepWal(server, "500MB");

    Finding finding = only(Kind.WAL_KEEP_SMALL, config);

    assertThat(finding.what())
        .isEqualTo("max_slot_wal_keep_size is 500 MB, less than max_wal_size, which is 1024 MB.");
    mend(server, finding, config);
  }

  @PostgresVersions
  void senderTimeoutThatIsNoneOrShort(int major) {
    PostgresConfig config = WARD.prepare(major, "hasty");
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
  void serverWhoseCertificateIsNotChecked(int major) throws SQLException {
    TestPostgres server = WARD.server(major);
    PostgresConfig config = WARD.prepare(major, "distant");
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
    PostgresConfig config = WARD.prepare(major, "clock");
    InstantSource ahead = () -> InstantSource.system().instant().plusSeconds(75);

    Finding finding =
        only(Kind.CLOCK_SKEW, Doctor.examineDatabase(config, 1, Limits.DEFAULT, ahead));

    assertThat(finding.what()).startsWith("This machine's clock is 1 min 1").contains("ahead of");
  }
}
