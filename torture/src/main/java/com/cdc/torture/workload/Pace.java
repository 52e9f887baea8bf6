package com.cdc.torture.workload;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Holds all sessions together to a number of changes a second. For any number of threads. */
final class Pace {

  private final double nanosEach;
  private long free = System.nanoTime();

  Pace(int changesPerSecond) {
    nanosEach = changesPerSecond == 0 ? 0 : (double) TimeUnit.SECONDS.toNanos(1) / changesPerSecond;
  }

  /** Waits until that many more changes may be made. What was not used is not made up for. */
  void await(int changes) {
    long until;
    synchronized (this) {
      long now = System.nanoTime();
      free = Math.max(free, now - TimeUnit.MILLISECONDS.toNanos(100));
      until = free;
      free += (long) (changes * nanosEach);
    }
    long wait = until - System.nanoTime();
    if (nanosEach > 0 && wait > 0) {
      LockSupport.parkNanos(wait);
    }
  }
}
