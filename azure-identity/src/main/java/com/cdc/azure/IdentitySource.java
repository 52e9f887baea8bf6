package com.cdc.azure;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.Objects;

/** Where this process gets a token for Azure Storage. */
sealed interface IdentitySource permits WorkloadIdentity, IdentityEndpoint, InstanceMetadata {

  String STORAGE = "https://storage.azure.com/";

  /** What is asked for a token, for messages. */
  String description();

  /** What to look at when it gives none. */
  String advice();

  /** The request for a token; made anew each time, since what it sends may have been renewed. */
  HttpRequest.Builder request() throws IOException;

  /** Whether the request goes to this host or its platform, which no proxy can reach. */
  boolean isLocal();

  /**
   * The first of these that the environment names: workload identity federation, as on AKS; the
   * identity endpoint of Container Apps, App Service and Functions; the metadata service of a
   * virtual machine.
   */
  static IdentitySource of(Map<String, String> environment) {
    if (WorkloadIdentity.isNamedBy(environment)) {
      return WorkloadIdentity.of(environment);
    }
    if (IdentityEndpoint.isNamedBy(environment)) {
      return IdentityEndpoint.of(environment);
    }
    return InstanceMetadata.of(environment);
  }

  static String required(Map<String, String> environment, String name) {
    return Objects.requireNonNull(environment.get(name), name);
  }
}
