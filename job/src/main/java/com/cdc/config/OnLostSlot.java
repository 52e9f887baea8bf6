package com.cdc.config;

import java.util.Locale;

/** What the job does when changes between its state and its slot are gone. */
public enum OnLostSlot {
  /** Ends with an error that names the gap. */
  FAIL,
  /** Begins a new epoch: a truncate record for each table, then a new snapshot of it. */
  RESNAPSHOT;

  /** Flink reads and prints an enum by this. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
