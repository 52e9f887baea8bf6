package com.cdc.postgres;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * When a slot will hold back more WAL than there is room for, by what the last five minutes were
 * like. What the slot holds grows as fast as WAL is written while it stands still, and not at all
 * while its reader keeps up: so it is the growth that tells, not the rate of writing.
 */
public final class WalForecast {

  private static final long WINDOW_NANOS = Duration.ofMinutes(5).toNanos();

  /** Less says nothing: the slot moves by leaps, with each checkpoint. */
  private static final long LEAST_NANOS = Duration.ofSeconds(30).toNanos();

  private static final double NANOS_PER_SECOND = 1e9;

  private record Seen(long nanos, SlotWal wal) {}

  private final long limit;
  private final Deque<Seen> seen = new ArrayDeque<>();

  /**
   * Nothing was seen yet.
   *
   * @param limit bytes that the slot may hold back; 0 for no limit but the server's own
   */
  public WalForecast(long limit) {
    this.limit = limit;
  }

  /** Takes note of a look at the slot. */
  public void add(long nanos, SlotWal wal) {
    Seen before = seen.peekLast();
    if (before != null && (!wal.exists() || wal.end() < before.wal.end())) {
      seen.clear(); // another slot, or another server
    }
    if (wal.exists()) {
      seen.addLast(new Seen(nanos, wal));
    }
    while (seen.size() > 2 && nanos - seen.getFirst().nanos > WINDOW_NANOS) {
      seen.removeFirst();
    }
  }

  /** WAL that the server writes in a second; 0 while it is unknown. */
  public double bytesPerSecond() {
    Seen first = seen.peekFirst();
    Seen last = seen.peekLast();
    return first == null || last == null || last.nanos - first.nanos <= 0
        ? 0
        : (last.wal.end() - first.wal.end()) * NANOS_PER_SECOND / (last.nanos - first.nanos);
  }

  /** Bytes until the nearer of the two limits, not below 0; -1 without one. */
  public long bytesLeft() {
    Seen last = seen.peekLast();
    if (last == null) {
      return -1;
    }
    long ours = limit > 0 ? Math.max(0, limit - last.wal.retained()) : -1;
    long servers = "unreserved".equals(last.wal.status()) ? 0 : last.wal.safe();
    if (ours < 0 || servers < 0) {
      return Math.max(ours, servers);
    }
    return Math.min(ours, servers);
  }

  /** Time until then; null if what is held back does not grow, or without a limit. */
  public @Nullable Duration timeLeft() {
    long left = bytesLeft();
    Seen first = seen.peekFirst();
    Seen last = seen.peekLast();
    if (left < 0 || first == null || last == null || last.nanos - first.nanos < LEAST_NANOS) {
      return null;
    }
    long growth = last.wal.retained() - first.wal.retained();
    if (growth <= 0) {
      return null;
    }
    double seconds = (double) left / growth * (last.nanos - first.nanos) / NANOS_PER_SECOND;
    return Duration.ofSeconds((long) Math.min(seconds, Integer.MAX_VALUE));
  }

  /** Whether the slot holds back more than our own limit. */
  public boolean isOverLimit() {
    Seen last = seen.peekLast();
    return limit > 0 && last != null && last.wal.retained() >= limit;
  }
}
