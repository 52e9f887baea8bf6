package com.cdc.config;

import java.util.Locale;

/** What is done when a slot makes its server keep too much of its log. */
public enum WalGuard {
  /** Says so in the log. */
  WARN,
  /** Drops the slot: the server lives on, and what was not read yet is lost. */
  DROP_SLOT;

  /** Flink reads and prints an enum by this. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
