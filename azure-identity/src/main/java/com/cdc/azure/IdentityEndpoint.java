package com.cdc.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint beside a container of Container Apps, App Service or Functions that has a managed
 * identity.
 *
 * @param secret proves that the request comes from inside the container
 * @param clientId of a user-assigned identity; null means the system-assigned one
 */
record IdentityEndpoint(URI endpoint, String secret, @Nullable String clientId)
    implements IdentitySource {

  private static final String ENDPOINT = "IDENTITY_ENDPOINT";
  private static final String SECRET = "IDENTITY_HEADER";

  /** Azure Arc sets the first of the two alone, for another protocol. */
  static boolean isNamedBy(Map<String, String> environment) {
    return environment.containsKey(ENDPOINT) && environment.containsKey(SECRET);
  }

  static IdentityEndpoint of(Map<String, String> environment) {
    return new IdentityEndpoint(
        URI.create(IdentitySource.required(environment, ENDPOINT)),
        IdentitySource.required(environment, SECRET),
        environment.get("AZURE_CLIENT_ID"));
  }

  @Override
  public String description() {
    return "%s at %s (%s)".formatted(identity(clientId), endpoint, ENDPOINT);
  }

  @Override
  public String advice() {
    return "Check that the app has this identity; AZURE_CLIENT_ID chooses a user-assigned one";
  }

  @Override
  public HttpRequest.Builder request() {
    return HttpRequest.newBuilder(URI.create(endpoint + query("2019-08-01", clientId)))
        .header("X-IDENTITY-HEADER", secret);
  }

  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public String toString() {
    return description();
  }

  static String query(String version, @Nullable String clientId) {
    String query = "?api-version=" + version + "&resource=" + URLEncoder.encode(STORAGE, UTF_8);
    return clientId == null ? query : query + "&client_id=" + URLEncoder.encode(clientId, UTF_8);
  }

  static String identity(@Nullable String clientId) {
    return clientId == null
        ? "system-assigned managed identity"
        : "managed identity with client id " + clientId;
  }
}
