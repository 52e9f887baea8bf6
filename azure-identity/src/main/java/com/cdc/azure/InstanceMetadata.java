package com.cdc.azure;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metadata service of a virtual machine, which is also the node of a cluster.
 *
 * @param clientId of a user-assigned identity; null means the only one of the machine
 */
record InstanceMetadata(String host, @Nullable String clientId) implements IdentitySource {

  static InstanceMetadata of(Map<String, String> environment) {
    return new InstanceMetadata(
        // the name that Azure's own libraries read
        environment.getOrDefault("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://169.254.169.254"),
        environment.get("AZURE_CLIENT_ID"));
  }

  @Override
  public String description() {
    return "%s of this machine at %s".formatted(IdentityEndpoint.identity(clientId), host);
  }

  @Override
  public String advice() {
    return "Give the machine a managed identity (AZURE_CLIENT_ID chooses among several), or the container one:"
        + " IDENTITY_ENDPOINT and IDENTITY_HEADER are set then, on AKS AZURE_FEDERATED_TOKEN_FILE,"
        + " AZURE_CLIENT_ID and AZURE_TENANT_ID. Outside of Azure, configure an account key:"
        + " `flink: fs.azure.account.key.<account>.dfs.core.windows.net`";
  }

  @Override
  public HttpRequest.Builder request() {
    String query = IdentityEndpoint.query("2018-02-01", clientId);
    return HttpRequest.newBuilder(URI.create(host + "/metadata/identity/oauth2/token" + query))
        .header("Metadata", "true");
  }

  @Override
  public boolean isLocal() {
    return true;
  }
}
