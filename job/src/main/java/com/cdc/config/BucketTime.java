package com.cdc.config;

import java.util.Locale;

/** Of which time the directories {@code date=…/hour=…} are. */
public enum BucketTime {
  /** The commit time of the change, or the time of the snapshot: the same in a replay. */
  COMMIT,
  /** The time at which the row reaches the landing. */
  INGESTION;

  /** Flink reads and prints an enum by this. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
