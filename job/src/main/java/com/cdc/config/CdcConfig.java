package com.cdc.config;

import java.io.Serializable;
import java.util.Map;

/**
 * The whole configuration of one pipeline, valid once built.
 *
 * @param name the job's name
 * @param restPort port of Flink's web interface; 0 takes any free one
 * @param flink settings passed through to Flink, by Flink's own keys
 */
public record CdcConfig(
    String name,
    int parallelism,
    int restPort,
    PostgresConfig postgres,
    LandingConfig landing,
    CheckpointConfig checkpoint,
    Map<String, String> flink)
    implements Serializable {

  public CdcConfig {
    flink = Map.copyOf(flink);
    Problems problems =
        new Problems()
            .check(CdcOptions.NAME, name)
            .check(CdcOptions.PARALLELISM, parallelism)
            .check(CdcOptions.REST_PORT, restPort);
    problems.addAll(StorageUri.overlap(landing.uri(), checkpoint.uri()));
    problems.throwIfAny();
  }

  /** This configuration with the web interface on another port. */
  public CdcConfig withRestPort(int port) {
    return new CdcConfig(name, parallelism, port, postgres, landing, checkpoint, flink);
  }

  /** Every key with its effective value, secrets redacted, for the log at start. */
  public Map<String, String> describe() {
    return ConfigDescription.of(this);
  }

  /** As {@link #describe}: Flink's settings may hold secrets. */
  @Override
  public String toString() {
    return "CdcConfig" + describe();
  }
}
