package com.cdc.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentIdentityTest {

  private static final String SECRET = "the.secret-token";

  private final TokenServer server = new TokenServer();
  private final Clock clock = Clock.systemUTC();

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void workloadIdentityExchangesTheTokenOfThePod(@TempDir Path directory) throws IOException {
    server.answers(200, "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"t1\"}");
    Path file = Files.writeString(directory.resolve("token"), "pod+token\n");
    Map<String, String> environment =
        Map.of(
            "AZURE_FEDERATED_TOKEN_FILE",
            file.toString(),
            "AZURE_CLIENT_ID",
            "client",
            "AZURE_TENANT_ID",
            "tenant",
            "AZURE_AUTHORITY_HOST",
            server.url(),
            // AKS may run on nodes of which these are known, too
            "IDENTITY_ENDPOINT",
            server.url() + "/other",
            "IDENTITY_HEADER",
            "h");

    assertThat(EnvironmentIdentity.of(environment, clock).getAccessToken()).isEqualTo("t1");

    TokenServer.Received request = server.received().get(0);
    assertThat(request.line()).isEqualTo("POST /tenant/oauth2/v2.0/token");
    assertThat(request.body().split("&"))
        .containsExactlyInAnyOrder(
            "grant_type=client_credentials",
            "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer",
            "scope=https%3A%2F%2Fstorage.azure.com%2F.default",
            "client_id=client",
            "client_assertion=pod%2Btoken");
  }

  @Test
  void theEndpointOfContainerAppsIsAskedWithItsHeader() throws IOException {
    server.answers(200, "{\"access_token\":\"t2\",\"expires_on\":\"4102444800\"}");
    EnvironmentIdentity identity = identity(Map.of("AZURE_CLIENT_ID", "chosen"));

    assertThat(identity.getAccessToken()).isEqualTo("t2");
    assertThat(identity.getExpiryTime()).isEqualTo(Date.from(Instant.ofEpochSecond(4102444800L)));
    TokenServer.Received request = server.received().get(0);
    assertThat(request.line())
        .isEqualTo(
            "GET /msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fstorage.azure.com%2F&client_id=chosen");
    assertThat(request.identityHeader()).isEqualTo("of-the-container");
  }

  @Test
  void aVirtualMachineIsAskedByItsMetadataService() throws IOException {
    server.answers(200, "{\"access_token\":\"t3\",\"expires_in\":\"86399\"}");
    Map<String, String> environment = Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", server.url());

    assertThat(EnvironmentIdentity.of(environment, clock).getAccessToken()).isEqualTo("t3");
    TokenServer.Received request = server.received().get(0);
    assertThat(request.line())
        .isEqualTo(
            "GET /metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fstorage.azure.com%2F");
    assertThat(request.metadata()).isEqualTo("true");
  }

  @Test
  void aTokenIsKeptUntilShortlyBeforeItsEnd() throws IOException {
    server
        .answers(200, token("t1", Duration.ofHours(1)))
        .answers(200, token("t2", Duration.ofDays(1)));
    SteppingClock now = new SteppingClock();
    EnvironmentIdentity identity = EnvironmentIdentity.of(environment(), now);

    assertThat(identity.getAccessToken()).isEqualTo("t1");
    now.step(Duration.ofMinutes(54));
    assertThat(identity.getAccessToken()).isEqualTo("t1");
    now.step(Duration.ofMinutes(2));
    assertThat(identity.getAccessToken()).isEqualTo("t2");
  }

  @Test
  void aTokenThatCannotBeRenewedIsUsedToItsEnd() throws IOException {
    server.answers(200, token("t1", Duration.ofHours(1))).answers(400, "{}");
    SteppingClock now = new SteppingClock();
    EnvironmentIdentity identity = EnvironmentIdentity.of(environment(), now);
    identity.getAccessToken();

    now.step(Duration.ofMinutes(58));
    assertThat(identity.getAccessToken()).isEqualTo("t1");
    assertThat(identity.getAccessToken()).isEqualTo("t1");
    assertThat(server.received()).as("not asked for every request").hasSize(2);
    now.step(Duration.ofMinutes(3));
    assertThatThrownBy(identity::getAccessToken).hasMessageContaining("status 400");
  }

  @Test
  void whatMayPassIsTriedAgain() throws IOException {
    server
        .answers(429, "")
        .answers(503, "")
        .answers(410, "")
        .answers(200, token("t", Duration.ofHours(1)));
    assertThat(identity(Map.of()).getAccessToken()).isEqualTo("t");
  }

  @Test
  void aRefusalSaysWhoWasAskedWhyItFailedAndWhatToDo() {
    server.answers(
        400, "{\"error\":\"x\",\"error_description\":\"Identity not found\\r\\nTrace ID: 1\"}");
    assertThatThrownBy(identity(Map.of("AZURE_CLIENT_ID", "chosen"))::getAccessToken)
        .isInstanceOf(IOException.class)
        .hasMessage(
            ("No token for Azure Storage from the managed identity with client id chosen at %s/msi/token"
                    + " (IDENTITY_ENDPOINT): status 400, Identity not found. Check that the app has this"
                    + " identity; AZURE_CLIENT_ID chooses a user-assigned one")
                .formatted(server.url()));
    assertThat(server.received()).hasSize(1);
  }

  @Test
  void aMissingTokenFileIsNamed() {
    Map<String, String> environment =
        Map.of(
            "AZURE_FEDERATED_TOKEN_FILE", "/no/such/token",
            "AZURE_CLIENT_ID", "client",
            "AZURE_TENANT_ID", "tenant");
    assertThatThrownBy(EnvironmentIdentity.of(environment, clock)::getAccessToken)
        .hasMessageContaining(
            "the file /no/such/token, which AZURE_FEDERATED_TOKEN_FILE names, does not exist");
  }

  @Test
  void noMessageHoldsATokenOrTheHeader() throws IOException {
    server.answers(200, "{\"access_token\":\"" + SECRET + "\"}");
    assertThatThrownBy(identity(Map.of())::getAccessToken)
        .hasMessageContaining("neither expires_on nor expires_in")
        .hasMessageNotContaining(SECRET)
        .hasMessageNotContaining("of-the-container");
    assertThat(AccessToken.parse(token(SECRET, Duration.ofHours(1)), Instant.now()).toString())
        .doesNotContain(SECRET);
    assertThat(IdentitySource.of(environment()).toString()).doesNotContain("of-the-container");
  }

  private EnvironmentIdentity identity(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(environment());
    environment.putAll(more);
    return EnvironmentIdentity.of(environment, clock);
  }

  private Map<String, String> environment() {
    return Map.of(
        "IDENTITY_ENDPOINT", server.url() + "/msi/token", "IDENTITY_HEADER", "of-the-container");
  }

  private static String token(String value, Duration lasts) {
    return "{\"access_token\":\"%s\",\"expires_on\":%d}"
        .formatted(value, Instant.now().plus(lasts).getEpochSecond());
  }

  private static final class SteppingClock extends Clock {
    private Instant now = Instant.now();

    void step(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
