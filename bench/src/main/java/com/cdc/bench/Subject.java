package com.cdc.bench;

/** A system that is measured. */
enum Subject {
  PG_RECVLOGICAL("pg_recvlogical"),
  COPY("copy"),
  CDC("cdc"),
  DEBEZIUM("debezium-embedded"),
  FLINK_CDC("flink-cdc");

  private final String label;

  Subject(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Whether it ends by itself when all is read; the others land files and go on. */
  boolean endsByItself() {
    return this == PG_RECVLOGICAL || this == COPY;
  }
}
