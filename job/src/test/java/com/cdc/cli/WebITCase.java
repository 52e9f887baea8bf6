package com.cdc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.cdc.testing.CdcProcess;
import com.cdc.testing.Listeners;
import com.cdc.testing.TestAuthority;
import com.cdc.testing.TestAuthority.Issued;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Who can reach the web interface of {@code cdc run}, and what for. */
@EnabledOnOs(OS.LINUX)
class WebITCase {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final String PASSWORD = "of-the-stores";

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private Path directory;

  @Test
  void onlyThisMachineReachesItAndNobodyCanBringCode() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "web", 10);
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);

    try (CdcProcess cdc = CdcProcess.start(directory, environment, "run")) {
      String web = cdc.awaitWebUrl();
      HttpClient client = HttpClient.newHttpClient();
      await().atMost(SOON).until(() -> table.landedReads(environment.get("LANDING_URI")) == 10);

      assertThat(Listeners.of(cdc.pid())).isNotEmpty();
      assertThat(Listeners.beyondLoopback(cdc.pid())).isEmpty();
      assertThat(get(client, web + "/overview").statusCode()).isEqualTo(200);
      assertThat(get(client, web + "/config").body())
          .contains("\"web-submit\":false", "\"web-cancel\":false");
      for (String upload : List.of("/jars/upload", "/jobs")) { // a jar; a serialized job
        HttpResponse<String> refused = post(client, web + upload);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("POST request not allowed");
      }
      assertThat(cdc.stderr()).doesNotContain("Whoever reaches the web interface");
      cdc.terminate();
      assertThat(cdc.awaitExit(SOON)).as(cdc.stderr()).isZero();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void elsewhereItMayAskForACertificate() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "mutual", 10);
    TestAuthority authority = TestAuthority.make(directory, "authority");
    // Flink's own choice of cipher suites is for RSA
    Path trusted = store("trusted.p12", authority.certificate(), null);
    Issued server = authority.server("localhost", "RSA");
    Path keys = store("server.p12", server.certificate(), server);
    Issued client = authority.client("operator", "EC");
    Path clientKeys = store("client.p12", client.certificate(), client);
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    environment.put("REST_BIND_ADDRESS", "0.0.0.0");
    environment.put(
        "FLINK_PROPERTIES",
        """
        security.ssl.rest.enabled: true
        security.ssl.rest.authentication-enabled: true
        security.ssl.rest.keystore: %1$s
        security.ssl.rest.keystore-password: %2$s
        security.ssl.rest.key-password: %2$s
        security.ssl.rest.keystore-type: PKCS12
        security.ssl.rest.truststore: %3$s
        security.ssl.rest.truststore-password: %2$s
        security.ssl.rest.truststore-type: PKCS12
        """
            .formatted(keys, PASSWORD, trusted));

    try (CdcProcess cdc = CdcProcess.start(directory, environment, "run")) {
      String web = cdc.awaitWebUrl().replaceFirst("//[^:]+:", "//localhost:");

      assertThat(web).startsWith("https:");
      assertThat(Listeners.beyondLoopback(cdc.pid())).hasSize(1);
      assertThat(get(client(trusted, clientKeys), web + "/overview").statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> get(client(trusted, null), web + "/overview"))
          .isInstanceOf(IOException.class);
      cdc.terminate();
      assertThat(cdc.awaitExit(SOON)).as(cdc.stderr()).isZero();
      assertThat(cdc.stdout() + cdc.stderr()).doesNotContain(PASSWORD);
    }
  }

  private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
    return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(HttpClient client, String url) throws Exception {
    String body =
        """
        --x
        Content-Disposition: form-data; name="file"; filename="a.jar"
        Content-Type: application/x-java-archive

        x
        --x--
        """
            .replace("\n", "\r\n");
    return client.send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "multipart/form-data; boundary=x")
            .POST(BodyPublishers.ofString(body, UTF_8))
            .build(),
        BodyHandlers.ofString());
  }

  private Path store(String name, Path certificate, @Nullable Issued issued) throws Exception {
    Path file = directory.resolve(name);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(certificate)) {
      Certificate read = CertificateFactory.getInstance("X.509").generateCertificate(in);
      if (issued == null) {
        store.setCertificateEntry("1", read);
      } else {
        store.setKeyEntry(
            "1", issued.privateKey(), PASSWORD.toCharArray(), new Certificate[] {read});
      }
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  private static HttpClient client(Path trusted, @Nullable Path keys) throws Exception {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(load(trusted));
    KeyManagerFactory shown = KeyManagerFactory.getInstance("PKIX");
    if (keys != null) {
      shown.init(load(keys), PASSWORD.toCharArray());
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys == null ? null : shown.getKeyManagers(), trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static KeyStore load(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }
}
