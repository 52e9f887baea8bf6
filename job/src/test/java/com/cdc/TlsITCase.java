package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.ClientCertificate;
import com.cdc.config.PostgresConfig;
import com.cdc.config.SslMode;
import com.cdc.event.TableId;
import com.cdc.postgres.PostgresConnections;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.TestAuthority;
import com.cdc.testing.TestAuthority.Issued;
import com.cdc.testing.TestPostgres;
import com.cdc.verify.LandingVerifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that lets the pipeline in by a certificate over TLS, and by nothing else. */
class TlsITCase {

  private static final TableId ITEM = new TableId("public", "item");

  @TempDir private Path directory;

  @Test
  void thePipelineUsesTlsAndItsCertificateOnAllItsConnections() throws Exception {
    TestAuthority authority = TestAuthority.make(directory, "authority");
    Issued server = authority.server("localhost");
    Issued client = authority.client(TestPostgres.USER, "EC");
    Path hostRules =
        Files.writeString(
            directory.resolve("hba.conf"),
            "local all all trust\nhost all postgres all trust\nhostssl all all all cert\n");
    try (TestPostgres postgres =
        TestPostgres.startNew(
            Map.of(
                "ssl", "on",
                "ssl_cert_file", server.certificate().toString(),
                "ssl_key_file", server.key().toString(),
                "ssl_ca_file", authority.certificate().toString(),
                "hba_file", hostRules.toString()))) {
      postgres.execute(
          "CREATE TABLE item (id int PRIMARY KEY, name text)",
          "INSERT INTO item SELECT i, 'item ' || i FROM generate_series(1, 500) i",
          "CREATE PUBLICATION tls_pub FOR TABLE item");
      PostgresConfig config =
          postgres
              .config(List.of(ITEM), "tls_pub", "tls_slot")
              .withSchemaCheckInterval(Duration.ofMillis(300))
              .withTls(
                  SslMode.VERIFY_FULL,
                  authority.certificate().toString(),
                  new ClientCertificate(
                      client.key().toString(), client.certificate().toString(), null));

      try (LocalPipeline pipeline = LocalPipeline.start(config, directory)) {
        pipeline.awaitRecords(ITEM, 500, record -> true);
        postgres.execute("UPDATE item SET name = 'new' WHERE id <= 10");
        pipeline.awaitRecords(ITEM, 510, record -> true);
        // the writer's lock, the stream and the look at the catalogue
        assertThat(sessions(postgres, "true")).isGreaterThanOrEqualTo(3);
        assertThat(sessions(postgres, "NOT s.ssl OR s.client_dn <> '/CN=cdc'")).isZero();
        pipeline.stop();
      }
      try (Connection connection = PostgresConnections.open(config)) {
        LandingVerifier verifier =
            new LandingVerifier(connection, "file:" + directory.resolve("landing"));
        assertThat(verifier.verify(ITEM).findings(10)).isEmpty();
      }
    }
  }

  private static int sessions(TestPostgres postgres, String condition) {
    return Integer.parseInt(
        postgres.query(
            "SELECT count(*) FROM pg_stat_activity a JOIN pg_stat_ssl s USING (pid)"
                + " WHERE a.usename = 'cdc' AND (%s)".formatted(condition)));
  }
}
