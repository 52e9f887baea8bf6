package com.cdc.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.cdc.config.PostgresConfig;
import com.cdc.config.SslMode;
import com.cdc.event.TableId;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresConnectionsTest {

  private static TestPostgres postgres;
  private static PostgresConfig config;

  @BeforeAll
  static void startPostgres(@TempDir Path directory) throws IOException {
    Path hostRules = directory.resolve("host-rules.conf");
    Files.writeString(
        hostRules,
        """
        local all all trust
        host all postgres all trust
        host all stranger all reject
        host "odd db's name" all all scram-sha-256
        host warehouse all all scram-sha-256
        host missing all all scram-sha-256
        """);
    postgres = TestPostgres.startNew(Map.of("hba_file", hostRules.toString()));
    config = postgres.config(List.of(new TableId("public", "t")), "cdc_pub", "cdc_slot");
    postgres.execute(
        "CREATE ROLE plain LOGIN PASSWORD 'plain'",
        "CREATE ROLE crowded LOGIN PASSWORD 'crowded' CONNECTION LIMIT 0",
        "CREATE ROLE dormant NOLOGIN PASSWORD 'dormant'",
        "CREATE DATABASE \"odd db's name\"",
        "CREATE DATABASE elsewhere");
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @Test
  void everySessionPrintsAlikeWhateverServerRoleAndVirtualMachineSay() throws Exception {
    postgres.execute(
        "ALTER ROLE cdc SET timezone = 'Asia/Kolkata'",
        "ALTER ROLE cdc SET datestyle = 'SQL, DMY'",
        "ALTER ROLE cdc SET intervalstyle = 'iso_8601'",
        "ALTER ROLE cdc SET bytea_output = 'escape'",
        "ALTER ROLE cdc SET search_path = 'elsewhere'",
        "ALTER ROLE cdc SET statement_timeout = '1h'",
        "ALTER ROLE cdc SET transaction_timeout = '1h'",
        "ALTER ROLE cdc SET lock_timeout = '1h'",
        "ALTER ROLE cdc SET idle_session_timeout = '1h'",
        "ALTER ROLE cdc SET idle_in_transaction_session_timeout = '1h'");
    TimeZone ofMachine = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("America/Caracas"));
    try (Connection sql = PostgresConnections.open(config);
        Connection replication = PostgresConnections.openReplication(config)) {
      for (Connection connection : List.of(sql, replication)) {
        assertThat(
                query(
                    connection,
                    """
                    SELECT concat_ws(' | ', timestamptz '2026-11-22 06:00+00', interval '1 day 2h',
                      '\\x01ff'::bytea, 0.1::float8 + 0.2::float8, date '2026-02-01',
                      '[' || current_setting('search_path') || ']',
                      current_setting('row_security'), current_setting('client_encoding'),
                      current_setting('statement_timeout'), current_setting('lock_timeout'),
                      current_setting('transaction_timeout'),
                      current_setting('idle_session_timeout'),
                      current_setting('idle_in_transaction_session_timeout'))
                    """))
            .isEqualTo(
                "2026-11-22 06:00:00+00 | 1 day 02:00:00 | \\x01ff | 0.30000000000000004"
                    + " | 2026-02-01 | [] | off | UTF8 | 0 | 0 | 0 | 0 | 0");
        assertThat(query(connection, "SHOW application_name")).isEqualTo("cdc/cdc_slot");
        assertThat(connection.getAutoCommit()).isTrue();
      }
    } finally {
      TimeZone.setDefault(ofMachine);
      postgres.execute("ALTER ROLE cdc RESET ALL");
    }
  }

  @Test
  void replicationConnectionTakesReplicationCommands() throws Exception {
    try (Connection connection = PostgresConnections.openReplication(config);
        Statement statement = connection.createStatement();
        ResultSet system = statement.executeQuery("IDENTIFY_SYSTEM")) {
      system.next();

      assertThat(system.getString("dbname")).isEqualTo("warehouse");
    }
  }

  @Test
  void databaseMayHaveAnyName() throws Exception {
    try (Connection connection =
        PostgresConnections.open(PostgresConfigs.in(config, "odd db's name"))) {
      assertThat(query(connection, "SELECT current_database()")).isEqualTo("odd db's name");
    }
  }

  @Test
  void closedPortIsNamed() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }

    PostgresException failure = failure(PostgresConfigs.at(config, "localhost", closed));

    assertThat(failure)
        .hasMessage(
            "Nothing accepts connections at localhost:"
                + closed
                + ". Check postgres.host and postgres.port, that the server runs, that its"
                + " listen_addresses cover this address, and the firewalls between.");
    assertThat(failure.isTransient()).isTrue();
  }

  @Test
  void unknownHostIsNamed() {
    assertThat(failure(PostgresConfigs.at(config, "no-such-host.invalid", 5432)))
        .hasMessage(
            "No host is named `no-such-host.invalid`. Check postgres.host and this machine's name"
                + " resolution.");
  }

  @Test
  void silentServerIsGivenUpAfterTheTimeout() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      PostgresException failure =
          failure(PostgresConfigs.at(config, "localhost", silent.getLocalPort()));

      assertThat(failure)
          .hasMessageStartingWith(
              "No answer from localhost:" + silent.getLocalPort() + " within 1000 ms.");
      assertThat(failure.isTransient()).isTrue();
    }
  }

  @Test
  void wrongPasswordIsSaidWithoutIt() {
    PostgresException failure = failure(PostgresConfigs.as(config, "cdc", "wr0ng-password"));

    assertThat(failure)
        .hasMessage(
            "Wrong password for user `cdc` of database `warehouse` at localhost:"
                + postgres.port()
                + ", or no such user. Check postgres.user and postgres.password.");
    assertThat(failure.sqlState()).isEqualTo("28P01");
    assertThat(failure.isTransient()).isFalse();
    assertThat(stackTrace(failure)).doesNotContain("wr0ng-password");
  }

  @Test
  void missingHostRuleIsSaidWithTheLineToAdd() {
    assertThat(failure(PostgresConfigs.in(config, "elsewhere")))
        .hasMessageStartingWith(
            "No pg_hba.conf entry lets user `cdc` from this address into database `elsewhere` at"
                + " localhost:"
                + postgres.port()
                + ". Add to pg_hba.conf: hostssl \"elsewhere\" \"cdc\" <this address>/32"
                + " scram-sha-256, then: SELECT pg_reload_conf(); It may ask for TLS: set"
                + " postgres.ssl-mode: require. The server says: FATAL: no pg_hba.conf entry");
  }

  @Test
  void rejectingHostRuleIsSaid() {
    assertThat(failure(PostgresConfigs.as(config, "stranger", "x")))
        .hasMessageContaining("pg_hba.conf rejects connection");
  }

  @Test
  void roleThatMayNotLogInIsSaid() {
    assertThat(failure(PostgresConfigs.as(config, "dormant", "dormant")))
        .hasMessageContaining("User `dormant` may not log in to database `warehouse`")
        .hasMessageContaining("ALTER ROLE \"dormant\" WITH LOGIN;");
  }

  @Test
  void missingDatabaseIsNamed() {
    assertThat(failure(PostgresConfigs.in(config, "missing")))
        .hasMessage(
            "Database `missing` does not exist at localhost:"
                + postgres.port()
                + ". Check postgres.database; the databases there: SELECT datname FROM"
                + " pg_database;");
  }

  @Test
  void roleWithoutReplicationIsToldTheStatement() {
    assertThat(
            failure(
                PostgresConfigs.as(config, "plain", "plain"), PostgresConnections::openReplication))
        .hasMessage(
            "User `plain` may not replicate from database `warehouse` at localhost:"
                + postgres.port()
                + ". Run as an administrator: ALTER ROLE \"plain\" WITH REPLICATION; (Amazon RDS:"
                + " GRANT rds_replication TO \"plain\";)");
  }

  @Test
  void fullServerIsSaidAndTransient() {
    PostgresException failure = failure(PostgresConfigs.as(config, "crowded", "crowded"));

    assertThat(failure)
        .hasMessageStartingWith("No free connection at localhost:" + postgres.port())
        .hasMessageEndingWith("FATAL: too many connections for role \"crowded\"");
    assertThat(failure.isTransient()).isTrue();
  }

  @Test
  void serverWithoutTlsIsSaidWhereTlsIsRequired() {
    assertThat(failure(PostgresConfigs.with(config, SslMode.REQUIRE)))
        .hasMessage(
            "The server at localhost:"
                + postgres.port()
                + " offers no TLS, but postgres.ssl-mode is `require`. Turn it on there (ssl = on)"
                + " or, in a network you trust, set postgres.ssl-mode: prefer.");
  }

  @Test
  void serverThatStartsUpIsTransient() {
    SQLException cause = new SQLException("FATAL: the database system is starting up", "57P03");

    PostgresException failure = ConnectionFailures.explain(config, cause);

    assertThat(failure)
        .hasMessageContaining("does not take connections now")
        .hasMessageEndingWith("FATAL: the database system is starting up")
        .hasCause(cause);
    assertThat(failure.isTransient()).isTrue();
  }

  private static PostgresException failure(PostgresConfig config) {
    return failure(config, PostgresConnections::open);
  }

  private static PostgresException failure(
      PostgresConfig config, Function<PostgresConfig, Connection> open) {
    PostgresException failure =
        catchThrowableOfType(PostgresException.class, () -> open.apply(config).close());
    assertThat(failure).isNotNull().hasCauseInstanceOf(SQLException.class);
    assertThat(stackTrace(failure)).doesNotContain(TestPostgres.PASSWORD);
    return failure;
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static String query(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
