package com.cdc.source;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting times that double from the first to the longest. Not thread-safe. */
final class Backoff {

  private static final long STEP_NANOS = Duration.ofMillis(20).toNanos();

  private final Duration first;
  private final Duration longest;
  private Duration next;

  Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
    next = first;
  }

  /** How long the next wait will be. */
  Duration next() {
    return next;
  }

  /** It worked again. */
  void reset() {
    next = first;
  }

  /** Waits, but no longer than until {@code ended}. */
  void await(BooleanSupplier ended) throws InterruptedException {
    long deadline = System.nanoTime() + next.toNanos();
    while (!ended.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(STEP_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(longest) < 0 ? doubled : longest;
  }
}
