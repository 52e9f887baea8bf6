package com.cdc.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.config.PostgresConfig;
import com.cdc.config.SslMode;
import com.cdc.event.TableId;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** What the driver would read into one array is looked at before, with and without TLS. */
class LimitedInputTest {

  private static final int LENGTH = 500_000;

  private static TestPostgres postgres;
  private static PostgresConfig config;

  @BeforeAll
  static void startPostgres(@TempDir Path directory) throws Exception {
    Path store = directory.resolve("server.p12");
    keytool(store);
    KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
    Path certificate = directory.resolve("server.crt");
    Path key = directory.resolve("server.key");
    Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate("s").getEncoded()));
    Files.writeString(
        key, pem("PRIVATE KEY", keys.getKey("s", "secret".toCharArray()).getEncoded()));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    postgres =
        TestPostgres.startNew(
            Map.of(
                "ssl", "on",
                "ssl_cert_file", certificate.toString(),
                "ssl_key_file", key.toString()));
    config = postgres.config(List.of(new TableId("public", "t")), "cdc_pub", "cdc_slot");
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"DISABLE", "REQUIRE"})
  void aMessageOfTheLimitIsReadWhole(SslMode mode) throws Exception {
    try (Connection connection = open(mode)) {
      CopyOut copy = copy(connection, LENGTH);

      assertThat(new String(copy.readFromCopy(), UTF_8)).isEqualTo("x".repeat(LENGTH) + "\n");
      assertThat(copy.readFromCopy()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DISABLE", "REQUIRE"})
  void aLargerOneIsRefusedWithItsSizeAndItsBeginning(SslMode mode) throws Exception {
    try (Connection connection = open(mode)) {
      assertThatThrownBy(() -> copy(connection, LENGTH + 1).readFromCopy())
          .isInstanceOf(SQLException.class)
          .satisfies(
              failure -> {
                OversizedMessageException oversized = OversizedMessageException.in(failure);
                assertThat(oversized)
                    .hasMessage(
                        "PostgreSQL sends a message of 500002 bytes, more than the 500001 that"
                            + " `postgres.max-row-bytes` allows");
                assertThat(new String(oversized.beginning(), UTF_8)).matches("x{16384}");
              });
    }
  }

  @Test
  void manyMessagesOfAllSizesArriveAsTheyWereSent() throws Exception {
    try (Connection connection = open(SslMode.DISABLE)) {
      CopyOut copy =
          copy(connection, "SELECT n, repeat('d', n * 37 % 20000) FROM generate_series(1, 3000) n");
      for (int n = 1; n <= 3000; n++) {
        assertThat(new String(copy.readFromCopy(), UTF_8))
            .isEqualTo(n + "\t" + "d".repeat(n * 37 % 20000) + "\n");
      }
      assertThat(copy.readFromCopy()).isNull();
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT repeat('d', 1000000)"); // a result is no row of a table
      }
    }
  }

  @Test
  void theReaderIsCalledWhileALargeMessageComes() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (Connection connection = open(SslMode.DISABLE)) {
      PostgresConnections.whileReceiving(connection, calls::incrementAndGet);

      assertThat(copy(connection, LENGTH).readFromCopy()).hasSize(LENGTH + 1);

      assertThat(calls).hasValueGreaterThan(5);
    }
  }

  private static Connection open(SslMode mode) {
    return PostgresConnections.openReplication(
        PostgresConfigs.with(config, mode)
            .withMaxRowBytes(new MemorySize(LENGTH + 1))); // and the line break
  }

  private static CopyOut copy(Connection connection, int length) throws SQLException {
    return copy(connection, "SELECT repeat('x', " + length + ")");
  }

  private static CopyOut copy(Connection connection, String query) throws SQLException {
    return connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyOut("COPY (" + query + ") TO STDOUT");
  }

  private static void keytool(Path store) throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "s",
                "-dname",
                "CN=localhost",
                "-storepass",
                "secret",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    try (InputStream output = keytool.getInputStream()) {
      String said = new String(output.readAllBytes(), UTF_8);
      assertThat(keytool.waitFor()).as(said).isZero();
    }
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(der));
  }
}
