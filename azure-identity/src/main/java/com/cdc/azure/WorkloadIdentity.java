package com.cdc.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Workload identity federation: the token that Kubernetes gives to the pod is exchanged for one of
 * Microsoft Entra ID (client credentials with a client assertion). The webhook on AKS sets these
 * environment variables in pods labelled {@code azure.workload.identity/use: "true"}.
 */
record WorkloadIdentity(URI endpoint, String clientId, Path tokenFile) implements IdentitySource {

  private static final String TOKEN_FILE = "AZURE_FEDERATED_TOKEN_FILE";
  private static final String CLIENT = "AZURE_CLIENT_ID";
  private static final String TENANT = "AZURE_TENANT_ID";
  private static final String AUTHORITY = "AZURE_AUTHORITY_HOST";

  static boolean isNamedBy(Map<String, String> environment) {
    return environment.containsKey(TOKEN_FILE)
        && environment.containsKey(CLIENT)
        && environment.containsKey(TENANT);
  }

  static WorkloadIdentity of(Map<String, String> environment) {
    String authority = environment.getOrDefault(AUTHORITY, "https://login.microsoftonline.com/");
    String slash = authority.endsWith("/") ? "" : "/";
    return new WorkloadIdentity(
        URI.create(
            authority
                + slash
                + IdentitySource.required(environment, TENANT)
                + "/oauth2/v2.0/token"),
        IdentitySource.required(environment, CLIENT),
        Path.of(IdentitySource.required(environment, TOKEN_FILE)));
  }

  @Override
  public String description() {
    return "workload identity of client %s at %s".formatted(clientId, endpoint);
  }

  @Override
  public String advice() {
    return "Check %s and %s, and that the identity has a federated credential for this pod's service account"
        .formatted(CLIENT, TENANT);
  }

  @Override
  public HttpRequest.Builder request() throws IOException {
    String form =
        "grant_type=client_credentials"
            + "&client_assertion_type="
            + encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            + ("&scope=" + encode(STORAGE + ".default"))
            + ("&client_id=" + encode(clientId))
            + ("&client_assertion=" + encode(assertion()));
    return HttpRequest.newBuilder(endpoint)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(form));
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  private String assertion() throws IOException {
    try {
      return Files.readString(tokenFile).strip();
    } catch (NoSuchFileException e) {
      throw new IOException(
          "the file %s, which %s names, does not exist".formatted(tokenFile, TOKEN_FILE), e);
    }
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, UTF_8);
  }
}
