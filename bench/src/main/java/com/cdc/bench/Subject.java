package com.cdc.bench;

import java.util.Map;

/** A system that is measured, or the job in one of its settings. */
enum Subject {
  PG_RECVLOGICAL("pg_recvlogical", Map.of()),
  COPY("copy", Map.of()),
  CDC("cdc", Map.of()),
  CDC_GZIP("cdc-gzip", Map.of("LANDING_COMPRESSION", "gzip")),
  CDC_ZSTD("cdc-zstd", Map.of("LANDING_COMPRESSION", "zstd")),
  CDC_S3("cdc-s3", Map.of()),
  CDC_S3_GZIP("cdc-s3-gzip", Map.of("LANDING_COMPRESSION", "gzip")),
  DEBEZIUM("debezium-embedded", Map.of()),
  FLINK_CDC("flink-cdc", Map.of());

  private final String label;
  private final Map<String, String> settings;

  Subject(String label, Map<String, String> settings) {
    this.label = label;
    this.settings = settings;
  }

  String label() {
    return label;
  }

  /** Of the job's environment, what differs from how it is usually run here. */
  Map<String, String> settings() {
    return settings;
  }

  /** Whether it ends by itself when all is read; the others land files and go on. */
  boolean endsByItself() {
    return this == PG_RECVLOGICAL || this == COPY;
  }

  /** Whether this is the job: it resumes from a checkpoint of its own. */
  boolean isCdc() {
    return switch (this) {
      case CDC, CDC_GZIP, CDC_ZSTD, CDC_S3, CDC_S3_GZIP -> true;
      case PG_RECVLOGICAL, COPY, DEBEZIUM, FLINK_CDC -> false;
    };
  }

  /** Whether landing and checkpoints are in S3, and not in local directories. */
  boolean isInS3() {
    return this == CDC_S3 || this == CDC_S3_GZIP;
  }
}
