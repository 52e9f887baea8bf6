package com.cdc.config;

import java.util.Map;

/**
 * Where a pipeline keeps its files, for what needs no database.
 *
 * @param flink settings passed through to Flink, by Flink's own keys
 */
public record StorageConfig(
    LandingConfig landing, CheckpointConfig checkpoint, Map<String, String> flink) {

  public StorageConfig {
    flink = Map.copyOf(flink);
  }

  /** Without Flink's settings, which may hold secrets. */
  @Override
  public String toString() {
    return "StorageConfig[" + landing.uri() + ", " + checkpoint.uri() + "]";
  }
}
