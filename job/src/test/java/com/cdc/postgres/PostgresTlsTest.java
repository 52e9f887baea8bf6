package com.cdc.postgres;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.cdc.config.ClientCertificate;
import com.cdc.config.PostgresConfig;
import com.cdc.config.Secret;
import com.cdc.config.SslMode;
import com.cdc.event.TableId;
import com.cdc.testing.TestAuthority;
import com.cdc.testing.TestAuthority.Issued;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a server with a certificate for {@code localhost}. */
class PostgresTlsTest {

  private static final String HOST_RULES =
      """
      local     all all       trust
      host      all postgres  all trust
      hostnossl all plain     all scram-sha-256
      hostssl   all plain     all reject
      hostssl   all certified all cert
      hostssl   all doubly    all scram-sha-256 clientcert=verify-full
      hostssl   all all       all scram-sha-256
      """;

  @TempDir private static Path directory;
  private static TestAuthority authority;
  private static TestAuthority stranger;
  private static Issued server;
  private static TestPostgres postgres;
  private static PostgresConfig config;

  @BeforeAll
  static void startPostgres() throws Exception {
    authority = TestAuthority.make(directory, "authority");
    stranger = TestAuthority.make(directory, "stranger");
    server = authority.server("localhost");
    Path hostRules = Files.writeString(directory.resolve("hba.conf"), HOST_RULES);
    postgres =
        TestPostgres.startNew(
            Map.of(
                "ssl", "on",
                "ssl_cert_file", server.certificate().toString(),
                "ssl_key_file", server.key().toString(),
                "ssl_ca_file", authority.certificate().toString(),
                "hba_file", hostRules.toString()));
    config = postgres.config(List.of(new TableId("public", "t")), "cdc_pub", "cdc_slot");
    postgres.execute(
        "CREATE ROLE certified LOGIN REPLICATION",
        "CREATE ROLE doubly LOGIN REPLICATION PASSWORD 'b0th'",
        "CREATE ROLE plain LOGIN REPLICATION PASSWORD 'pl4in'");
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @ParameterizedTest
  @EnumSource(SslMode.class)
  void everyModeDoesOnEveryConnectionWhatItSays(SslMode mode) throws SQLException {
    // a server that wants no TLS of the one user, and nothing else of the other
    PostgresConfig user =
        mode == SslMode.DISABLE ? PostgresConfigs.as(config, "plain", "pl4in") : config;
    PostgresConfig tls = user.withTls(mode, authority.certificate().toString(), null);
    List<Function<PostgresConfig, Connection>> all =
        List.of(
            PostgresConnections::open,
            PostgresConnections::openForQuestions,
            PostgresConnections::openReplication);
    for (Function<PostgresConfig, Connection> open : all) {
      try (Connection connection = open.apply(tls)) {
        assertThat(
                query(
                    connection,
                    "SELECT ssl::text FROM pg_catalog.pg_stat_ssl WHERE pid = pg_backend_pid()"))
            .isEqualTo(String.valueOf(mode != SslMode.DISABLE));
      }
    }
  }

  @Test
  void withoutTlsTheServerRefusesAndTheMessageSaysSo() {
    assertThat(failure(config.withTls(SslMode.DISABLE, null, null)))
        .contains("No pg_hba.conf entry lets user `cdc`")
        .contains("It may ask for TLS: set postgres.ssl-mode: require.");
  }

  @Test
  void aStrangersCertificateIsOnlyRefusedWhereItIsChecked() throws SQLException {
    String wrong = stranger.certificate().toString();

    for (SslMode mode : List.of(SslMode.VERIFY_CA, SslMode.VERIFY_FULL)) {
      assertThat(failure(config.withTls(mode, wrong, null)))
          .isEqualTo(
              "No TLS connection to localhost:%d: the server's certificate comes from no authority that is trusted. Put the certificate of the authority that signed it into %s (postgres.ssl-root-cert)."
                  .formatted(postgres.port(), wrong));
      assertThat(failure(config.withTls(mode, null, null)))
          .endsWith("Set postgres.ssl-root-cert to a PEM file with the authority's certificate.");
    }
    PostgresConnections.open(config.withTls(SslMode.REQUIRE, wrong, null)).close();
  }

  @Test
  void aCertificateForAnotherHostIsOnlyRefusedByVerifyFull() throws SQLException {
    PostgresConfig address = PostgresConfigs.at(config, "127.0.0.1", config.port());
    String roots = authority.certificate().toString();

    assertThat(failure(address.withTls(SslMode.VERIFY_FULL, roots, null)))
        .startsWith(
            "The certificate of the server at 127.0.0.1:%d does not name `127.0.0.1`. Set postgres.host to a name that it names"
                .formatted(postgres.port()));
    PostgresConnections.open(address.withTls(SslMode.VERIFY_CA, roots, null)).close();
  }

  @Test
  void filesThatCannotBeUsedAreNamed() {
    String none = directory.resolve("none.pem").toString();
    String key = authority.server("unused").key().toString();

    assertThat(failure(config.withTls(SslMode.VERIFY_FULL, none, null)))
        .isEqualTo("postgres.ssl-root-cert: there is no file " + none + ". Check the path.");
    assertThat(failure(config.withTls(SslMode.VERIFY_FULL, key, null)))
        .contains("postgres.ssl-root-cert: " + key + " holds no certificate");
    assertThat(
            failure(config.withTls(SslMode.REQUIRE, null, new ClientCertificate(none, key, null))))
        .isEqualTo("postgres.ssl-key: there is no file " + none + ". Check the path.");
  }

  @ParameterizedTest
  @EnumSource(
      value = SslMode.class,
      names = {"ALLOW", "PREFER", "REQUIRE", "VERIFY_CA", "VERIFY_FULL"})
  void aCertificateLetsItsUserInWithoutAPassword(SslMode mode) throws SQLException {
    PostgresConfig user =
        PostgresConfigs.as(config, "certified", "")
            .withTls(
                mode,
                authority.certificate().toString(),
                shown(authority.client("certified", "EC")));
    for (Connection open :
        List.of(PostgresConnections.open(user), PostgresConnections.openReplication(user))) {
      try (Connection connection = open) {
        assertThat(
                query(
                    connection,
                    "SELECT client_dn FROM pg_catalog.pg_stat_ssl WHERE pid = pg_backend_pid()"))
            .isEqualTo("/CN=certified");
      }
    }
  }

  @Test
  void aServerMayWantCertificateAndPassword() throws SQLException {
    ClientCertificate shown = shown(authority.client("doubly", "RSA"));

    PostgresConnections.open(verified("doubly", "b0th", shown)).close();
    assertThat(failure(verified("doubly", "wrong", shown)))
        .startsWith("Wrong password for user `doubly`");
    assertThat(failure(verified("doubly", "b0th", null)))
        .isEqualTo(
            "The server at localhost:%d lets user `doubly` in only with a certificate. Set postgres.ssl-cert and postgres.ssl-key."
                .formatted(postgres.port()));
  }

  @Test
  void aCertificateThatTheServerDoesNotTakeIsNamed() {
    Issued strange = stranger.client("certified", "EC");
    Issued others = authority.client("somebody", "EC");
    TestAuthority namesake = TestAuthority.make(directory.resolve("elsewhere"), "authority");
    Issued forged = namesake.client("certified", "EC");

    assertThat(failure(verified("certified", "", shown(strange))))
        .isEqualTo(
            "The server at localhost:%d got no certificate that it accepts from user `certified`: the one of %s (postgres.ssl-cert) must be signed by an authority of the server's ssl_ca_file."
                .formatted(postgres.port(), strange.certificate()));
    assertThat(failure(verified("certified", "", shown(others))))
        .startsWith("The certificate of postgres.ssl-cert is another user's than `certified`");
    assertThat(failure(verified("certified", "", shown(forged))))
        .startsWith("No TLS connection to localhost:" + postgres.port() + ": the server broke off")
        .contains("it does not accept the certificate of " + forged.certificate());
  }

  @Test
  void anExpiredCertificateOfTheServerIsSaid() throws Exception {
    Issued expired = authority.expiredServer("localhost");
    PostgresConfig user = verified("cdc", TestPostgres.PASSWORD, null);
    try {
      serve(expired);
      await()
          .atMost(Duration.ofMinutes(3))
          .untilAsserted(
              () ->
                  assertThat(failure(user))
                      .contains("the server's certificate has expired or is not valid yet"));
    } finally {
      serve(authority.server("localhost"));
      await().atMost(Duration.ofMinutes(3)).until(() -> isLetIn(user));
    }
  }

  private static void serve(Issued issued) throws IOException {
    Files.copy(issued.certificate(), server.certificate(), REPLACE_EXISTING);
    Files.copy(issued.key(), server.key(), REPLACE_EXISTING, COPY_ATTRIBUTES);
    postgres.execute("SELECT pg_reload_conf()");
  }

  private static boolean isLetIn(PostgresConfig user) throws SQLException {
    try (Connection connection = PostgresConnections.open(user)) {
      return connection.isValid(1);
    } catch (PostgresException e) {
      return false; // the server has not read its new certificate yet
    }
  }

  private static PostgresConfig verified(
      String user, String password, @Nullable ClientCertificate shown) {
    return PostgresConfigs.as(config, user, password)
        .withTls(SslMode.VERIFY_FULL, authority.certificate().toString(), shown);
  }

  private static ClientCertificate shown(Issued issued) {
    return new ClientCertificate(
        issued.key().toString(), issued.certificate().toString(), (Secret) null);
  }

  private static String failure(PostgresConfig refused) {
    PostgresException failure =
        catchThrowableOfType(
            PostgresException.class, () -> PostgresConnections.open(refused).close());
    return failure == null ? "it was let in" : String.valueOf(failure.getMessage());
  }

  private static String query(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
