package com.cdc.health;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a counter moves, of the last five seconds: rows come in batches. */
final class Pace {

  private record Look(long nanos, long count) {}

  private static final long WINDOW_NANOS = Duration.ofSeconds(5).toNanos();
  private static final double NANOS_PER_SECOND = 1e9;

  private final Deque<Look> looks = new ArrayDeque<>();

  /** What it is a second, now that it stands there; 0 at the first look. */
  long perSecond(long nanos, long count) {
    if (!looks.isEmpty() && count < looks.getLast().count()) {
      looks.clear(); // counters begin anew when the job does
    }
    looks.addLast(new Look(nanos, count));
    while (looks.size() > 2 && nanos - looks.getFirst().nanos() > WINDOW_NANOS) {
      looks.removeFirst();
    }
    Look first = looks.getFirst();
    long elapsed = nanos - first.nanos();
    return elapsed > 0 ? Math.round((count - first.count()) * NANOS_PER_SECOND / elapsed) : 0;
  }
}
