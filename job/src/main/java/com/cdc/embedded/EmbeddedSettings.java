package com.cdc.embedded;

import com.cdc.config.CdcConfig;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;

/** Flink's settings where all of it is in this JVM. */
final class EmbeddedSettings {

  private static final String LOOPBACK = "127.0.0.1";

  private EmbeddedSettings() {}

  /** What a small JVM needs; the user's own {@code flink} settings come last and win. */
  static Configuration of(CdcConfig config) {
    Configuration flink = new Configuration();
    flink.set(RestOptions.PORT, config.restPort());
    flink.set(RestOptions.BIND_PORT, String.valueOf(config.restPort()));
    flink.set(RestOptions.ADDRESS, LOOPBACK);
    flink.set(RestOptions.BIND_ADDRESS, config.restBindAddress());
    // the server of files between Flink's processes, of which there is one; on all addresses else
    flink.set(JobManagerOptions.BIND_HOST, LOOPBACK);
    flink.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
    flink.set(WebOptions.SUBMIT_ENABLE, false);
    flink.set(WebOptions.CANCEL_ENABLE, false);
    // read from the cluster's configuration, not from the job's
    flink.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, config.checkpoint().retained());
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ZERO);
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(16));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(16));
    config.flink().forEach(flink::setString);
    return flink;
  }
}
