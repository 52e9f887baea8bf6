package com.cdc.config;

import java.util.Locale;

/** What the job does when rows of a table changed and PostgreSQL sent no row messages for it. */
public enum OnRewrite {
  /** Reads the table anew beside the stream. */
  RESNAPSHOT,
  /** Says so in the log, with the command that reads the table anew. */
  WARN;

  /** Flink reads and prints an enum by this. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
