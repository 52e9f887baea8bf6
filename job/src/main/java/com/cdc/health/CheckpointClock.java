package com.cdc.health;

/**
 * How old the last checkpoint is. The readers tell that of their own start only, so of a job that
 * fails again and again it would always be young. Thread-safe.
 */
final class CheckpointClock {

  private static final double NANOS_PER_SECOND = 1e9;

  private long completedNanos;

  CheckpointClock(long startedNanos) {
    completedNanos = startedNanos;
  }

  /** What the readers say now; an id of 0 says nothing. */
  synchronized void tell(long nowNanos, double id, double ageSeconds) {
    if (id >= 1) {
      completedNanos = nowNanos - (long) (ageSeconds * NANOS_PER_SECOND);
    }
  }

  synchronized double ageSeconds(long nowNanos) {
    return Math.max(0, nowNanos - completedNanos) / NANOS_PER_SECOND;
  }
}
