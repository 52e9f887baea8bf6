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
              "60000"));

  /** For Google Cloud Storage. */
  private static final Store GCS = new Store(List.of("gs.", "fs.gs."), Map.of());

  /** For Azure Data Lake Storage Gen2. */
  private static final Store AZURE = new Store(List.of("fs.azure.", "azure."), Map.of());

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
    // checkpoints wait there for their upload, as files do: not below /tmp if that was moved
    String temporary = ConfigurationUtils.parseTempDirectories(Configuration.fromMap(flink))[0];
    new Store(S3.prefixes(), Map.of("buffer.dir", temporary)).addTo(all);
    return all;
  }
}
