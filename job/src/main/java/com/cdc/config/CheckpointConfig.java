package com.cdc.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * Where and how often progress is kept: keys {@code checkpoint.*}.
 *
 * @param uri the directory of the checkpoints, without a trailing slash
 * @param retained how many completed checkpoints are kept
 */
public record CheckpointConfig(String uri, Duration interval, Duration timeout, int retained)
    implements Serializable {

  public CheckpointConfig {
    new Problems()
        .check(CheckpointOptions.URI, uri)
        .check(CheckpointOptions.INTERVAL, interval)
        .check(CheckpointOptions.TIMEOUT, timeout)
        .check(CheckpointOptions.RETAINED, retained)
        .throwIfAny();
    uri = StorageUri.normalize(uri);
  }
}
