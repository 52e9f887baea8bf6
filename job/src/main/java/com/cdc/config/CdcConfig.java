package com.cdc.config;

import com.cdc.event.RecordFormat;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * The whole configuration of one pipeline, valid once built.
 *
 * @param name the job's name
 * @param restPort port of Flink's web interface; 0 takes any free one
 * @param restBindAddress on which address the web interface listens
 * @param http where {@code cdc run} says how it is
 * @param sources at least one; no two share a table's directory, or a slot of one server
 * @param record the forms in which values land
 * @param flink settings passed through to Flink, by Flink's own keys
 */
public record CdcConfig(
    String name,
    int parallelism,
    int restPort,
    String restBindAddress,
    HttpConfig http,
    List<PostgresConfig> sources,
    RecordFormat record,
    LandingConfig landing,
    CheckpointConfig checkpoint,
    Map<String, String> flink)
    implements Serializable {

  public CdcConfig {
    sources = List.copyOf(sources);
    flink = Map.copyOf(flink);
    Problems problems =
        new Problems()
            .check(JobOptions.NAME, name)
            .check(JobOptions.PARALLELISM, parallelism)
            .check(JobOptions.REST_PORT, restPort)
            .check(JobOptions.REST_BIND_ADDRESS, restBindAddress);
    problems.addAll(SourceRules.complaints(sources.stream().map(SourceRules.Source::of).toList()));
    problems.addAll(StorageUri.overlap(landing.uri(), checkpoint.uri()));
    problems.throwIfAny();
  }

  /** A pipeline whose web interface is there for this machine alone, and that says nothing else. */
  public CdcConfig(
      String name,
      int parallelism,
      int restPort,
      List<PostgresConfig> sources,
      RecordFormat record,
      LandingConfig landing,
      CheckpointConfig checkpoint,
      Map<String, String> flink) {
    this(
        name,
        parallelism,
        restPort,
        JobOptions.REST_BIND_ADDRESS.defaultValue(),
        HttpConfig.OFF,
        sources,
        record,
        landing,
        checkpoint,
        flink);
  }

  /** Whether the sources have names of their own, under {@code sources}. */
  public boolean hasNamedSources() {
    return sources.stream().anyMatch(PostgresConfig::isNamed);
  }

  /**
   * The one source of a pipeline that has no other.
   *
   * @throws IllegalStateException if it has
   */
  public PostgresConfig onlySource() {
    if (sources.size() != 1) {
      throw new IllegalStateException("The pipeline has " + sources.size() + " sources, not one");
    }
    return sources.get(0);
  }

  /** This configuration with the web interface on another port. */
  public CdcConfig withRestPort(int port) {
    return new CdcConfig(
        name,
        parallelism,
        port,
        restBindAddress,
        http,
        sources,
        record,
        landing,
        checkpoint,
        flink);
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
