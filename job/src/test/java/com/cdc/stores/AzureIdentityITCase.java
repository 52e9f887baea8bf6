package com.cdc.stores;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.audit.AuditedSchema;
import com.cdc.event.TableId;
import com.cdc.testing.CdcProcess;
import com.cdc.testing.Landing;
import com.cdc.testing.TestPostgres;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code cdc run} with nothing but what Azure Container Apps put into a container's environment,
 * through the plugin of the distribution, over TLS.
 */
class AzureIdentityITCase {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final String TOKEN = "the-token-of-the-identity";

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private Path directory;
  private HttpServer identity;
  private TestCertificate certificate;

  @BeforeEach
  void start() throws Exception {
    certificate = TestCertificate.make(directory);
    identity = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    identity.createContext("/msi/token", AzureIdentityITCase::giveToken);
    identity.start();
  }

  @AfterEach
  void end() {
    identity.stop(0);
  }

  private static void giveToken(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean inside = "inside".equals(exchange.getRequestHeaders().getFirst("X-IDENTITY-HEADER"));
      String answer =
          inside
              ? "{\"access_token\":\"%s\",\"expires_on\":\"%d\",\"token_type\":\"Bearer\"}"
                  .formatted(TOKEN, Instant.now().plusSeconds(3600).getEpochSecond())
              : "{\"statusCode\":400,\"message\":\"No Managed Identity found\"}";
      byte[] body = answer.getBytes(UTF_8);
      exchange.sendResponseHeaders(inside ? 200 : 400, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Test
  void theIdentityOfTheContainerWritesTheLanding() throws Exception {
    AuditedSchema schema = AuditedSchema.create(postgres, "identified");
    TableId table = schema.create("t", 100);
    try (AdlsStore store = store();
        CdcProcess cdc = CdcProcess.start(directory, environment(store, table, "inside"), "run")) {
      Landing landing = new Landing(store.file("landing"));
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                assertThat(cdc.isAlive()).as(cdc.stderr()).isTrue();
                assertThat(landing.records(table)).hasSize(100);
              });
      postgres.execute("INSERT INTO " + table + " VALUES (101, 'streamed')");
      await().atMost(SOON).until(() -> landing.records(table).size() == 101);
      cdc.terminate();
      assertThat(cdc.awaitExit(SOON)).as(cdc.stderr()).isZero();
      assertThat(schema.faults(landing)).isEmpty();
      assertThat(cdc.stdout() + cdc.stderr()).doesNotContain(TOKEN);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aContainerWithoutAnIdentityIsToldSo() throws Exception {
    AuditedSchema schema = AuditedSchema.create(postgres, "nobody");
    TableId table = schema.create("t", 1);
    try (AdlsStore store = store();
        CdcProcess cdc = CdcProcess.run(directory, environment(store, table, "other"), "run")) {
      assertThat(cdc.stderr())
          .contains(
              "`landing.uri` abfss://",
              "No token for Azure Storage from the system-assigned managed identity at http://127.0.0.1:",
              "status 400, No Managed Identity found. Check that the app has this identity");
    }
  }

  private AdlsStore store() throws Exception {
    return AdlsStore.start(
        directory.resolve("store"), AdlsCredentials.bearer(TOKEN), certificate.serverContext());
  }

  private Map<String, String> environment(AdlsStore store, TableId table, String secret) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PG_HOST", postgres.host());
    environment.put("PG_PORT", String.valueOf(postgres.port()));
    environment.put("PG_DATABASE", TestPostgres.DATABASE);
    environment.put("PG_USER", TestPostgres.USER);
    environment.put("PG_PASSWORD", TestPostgres.PASSWORD);
    environment.put("PG_PUBLICATION", table.schema());
    environment.put("PG_SLOT", table.schema());
    environment.put("TABLE_INCLUDE", table.toString());
    environment.put("LANDING_URI", store.uri("landing"));
    environment.put("CHECKPOINT_URI", store.uri("checkpoints"));
    environment.put("CHECKPOINT_INTERVAL", "500 ms");
    environment.put("REST_PORT", "0");
    environment.put(
        "FLINK_PROPERTIES",
        store.settings().entrySet().stream()
            .map(setting -> setting.getKey() + ": \"" + setting.getValue() + "\"")
            .collect(Collectors.joining("\n")));
    environment.put(
        "IDENTITY_ENDPOINT", "http://127.0.0.1:" + identity.getAddress().getPort() + "/msi/token");
    environment.put("IDENTITY_HEADER", secret);
    environment.put("CDC_JAVA_OPTS", "-Xmx512m -XX:+UseSerialGC " + certificate.trustOptions());
    return environment;
  }
}
