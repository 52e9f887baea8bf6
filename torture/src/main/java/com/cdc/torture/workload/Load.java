package com.cdc.torture.workload;

import java.time.Duration;

/** How large what the workload does is. */
public enum Load {
  FULL(200_000, Duration.ofMinutes(1)),
  /** For runs of a minute. */
  LIGHT(10_000, Duration.ofSeconds(4));

  private final int copiedRows;
  private final Duration open;

  Load(int copiedRows, Duration open) {
    this.copiedRows = copiedRows;
    this.open = open;
  }

  /** Of one COPY. */
  int copiedRows() {
    return copiedRows;
  }

  /** How long a transaction stays open at most. */
  Duration open() {
    return open;
  }
}
