package com.cdc.embedded;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;

/**
 * Settings of the object stores' file systems in place of the plugins' own defaults, where the user
 * has given none. docs/guides/object-stores.md lists the same for clusters, whose configuration is
 * not ours.
 */
public final class StoreDefaults {

  /** Who says that it may use the store, in this order. */
  private static final String S3_CREDENTIALS =
      String.join(
          ",",
          // s3.access-key and s3.secret-key, with s3.session.token or without
          "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider",
          "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
          // AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
          "com.amazonaws.auth.EnvironmentVariableCredentialsProvider",
          // a service account of Kubernetes (IRSA): the plugin's own default leaves it out
          "com.amazonaws.auth.WebIdentityTokenCredentialsProvider",
          // the role of a container (ECS, Fargate) or of the instance
          "org.apache.hadoop.fs.s3a.auth.IAMInstanceCredentialsProvider");

  private static final Store S3 =
      new Store(
          List.of("s3.", "s3a.", "fs.s3a."),
          Map.of(
              "aws.credentials.provider",
              S3_CREDENTIALS,
              // 8 requests for a file of 128 MiB rather than 26; so much of an open file is on disk
              "upload.min.part.size",
              String.valueOf(16 << 20),
              // by default the number of processors: 1 in a small container, which then waits
              "upload.max.concurrent.uploads",
              "4",
              // at each of two levels: the plugin's 20 would keep a task for half an hour
              "attempts.maximum",
              "5",
              // pauses double from 100 ms: the last of the plugin's 20 would be of 14 hours
              "retry.throttle.limit",
              "7",
              // milliseconds without a byte: the plugin's 200 s outlast many a checkpoint
              "connection.timeout",
              "60000",
              // of each of two pools, which start a thread for each request until they are full: 64
              // else
              "threads.max",
              "16"));

  /** For Google Cloud Storage. */
  private static final Store GCS =
      new Store(
          List.of("gs.", "fs.gs."),
          Map.of(
              // on the heap for each open part: 16 MiB else
              "writer.chunk.size",
              "2 mb",
              // on the heap for each open file of a checkpoint: 64 MiB else, or 8 in a small heap
              "outputstream.upload.chunk.size",
              String.valueOf(1 << 20),
              // once more for the same files: 8 MiB else
              "outputstream.buffer.size",
              String.valueOf(1 << 18)));

  private static final Store AZURE =
      new Store(
          List.of("fs.azure.", "azure."),
          Map.of(
              // "disk" needs Hadoop's local file system, which the plugin does not have
              "data.blocks.buffer",
              "array",
              // on the heap for each open file, and again for each request under way: 8 MB else
              "write.request.size",
              String.valueOf(1 << 20),
              // the first read takes 16 buffers of that size and keeps them: 64 MB else
              "read.readahead.blocksize",
              String.valueOf(1 << 20),
              "read.request.size",
              String.valueOf(1 << 20),
              // milliseconds: 0.7 s, twice that and so on to 10 s, a minute and a half in all; the
              // driver's own first pause is 6 s, and all of them outlast a checkpoint
              "io.retry.min.backoff.interval",
              "200",
              "io.retry.backoff.interval",
              "500",
              "io.retry.max.backoff.interval",
              "10000",
              "io.retry.max.retries",
              "13",
              // it would start a shell for the names of groups that nobody asks for
              "skipUserGroupMetadataDuringInitialization",
              "true",
              // our provider tries again by itself, with pauses
              "custom.token.fetch.retry.count",
              "0"));

  /** Where no other credentials are given: the identity of the container or machine. */
  private static final Store AZURE_IDENTITY =
      new Store(
          AZURE.prefixes(),
          Map.of(
              "account.auth.type",
              "Custom",
              "account.oauth.provider.type",
              "com.cdc.azure.EnvironmentIdentity"));

  private StoreDefaults() {}

  /**
   * The settings of one store, by their keys behind the prefix.
   *
   * @param prefixes under each of which the plugin finds its settings, ours first
   */
  private record Store(List<String> prefixes, Map<String, String> settings) {

    void addTo(Map<String, String> flink) {
      settings.forEach(
          (key, value) -> {
            if (prefixes.stream().noneMatch(prefix -> flink.containsKey(prefix + key))) {
              flink.put(prefixes.get(0) + key, value);
            }
          });
    }
  }

  /** These settings of Flink, and below them our defaults for the stores. */
  public static Map<String, String> under(Map<String, String> flink) {
    Map<String, String> all = new HashMap<>(flink);
    List.of(S3, GCS, AZURE).forEach(store -> store.addTo(all));
    if (flink.keySet().stream().noneMatch(StoreDefaults::isAzureCredential)) {
      AZURE_IDENTITY.addTo(all);
    }
    // checkpoints wait there for their upload, as files do: not below /tmp if that was moved
    String temporary = ConfigurationUtils.parseTempDirectories(Configuration.fromMap(flink))[0];
    new Store(S3.prefixes(), Map.of("buffer.dir", temporary)).addTo(all);
    return all;
  }

  /** A key of the account, a client's secret, a SAS token, or how one of them is to be found. */
  private static boolean isAzureCredential(String key) {
    return AZURE.prefixes().stream()
        .filter(key::startsWith)
        .map(prefix -> key.substring(prefix.length()))
        .anyMatch(name -> name.matches("(account\\.(key|auth|oauth|keyprovider)|sas).*"));
  }
}
