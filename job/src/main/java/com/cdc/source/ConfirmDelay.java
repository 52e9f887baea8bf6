package com.cdc.source;

import com.cdc.pgoutput.StreamPosition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far the slot may be confirmed while rows wait in the sink over checkpoints
 * (`landing.min-size`): to before the oldest row that may still wait.
 *
 * <p>The sink closes with a checkpoint whatever has waited for {@code landing.max-age}. So what was
 * read before a checkpoint that was complete at some time has landed once a checkpoint that began
 * {@code max-age} after that time is complete, and its files committed. And when no row was read
 * since, then a later position is as good. Durations only: no clock is compared with another's.
 *
 * <p>Thread-safe: the stream starts on a thread of its own.
 */
final class ConfirmDelay {

  private static final int MOST_BEGUN = 1000;

  private record Covered(StreamPosition position, long rows, long completedNanos) {}

  private record Begun(long nanos, long rows) {}

  private final long maxAgeNanos;
  private final LongSupplier nanos;
  private final TreeMap<Long, Begun> begun = new TreeMap<>();
  private final Deque<Covered> covered = new ArrayDeque<>();
  private long rows;
  private long safeRows;

  ConfirmDelay(Duration maxAge) {
    this(maxAge, System::nanoTime);
  }

  ConfirmDelay(Duration maxAge, LongSupplier nanos) {
    this.maxAgeNanos = maxAge.toNanos();
    this.nanos = nanos;
  }

  /** Rows were passed on to the sink. */
  synchronized void emitted(long count) {
    rows += count;
  }

  /**
   * The stream starts. Of a restored one, what waited in the sink is written with the first
   * checkpoint, so that its position is safe once that is complete.
   */
  synchronized void start(StreamPosition position) {
    covered.clear();
    safeRows = rows;
    covered.add(new Covered(position, rows, nanos.getAsLong()));
  }

  /** A checkpoint passes. */
  synchronized void begin(long checkpoint) {
    begun.put(checkpoint, new Begun(nanos.getAsLong(), rows));
    if (begun.size() > MOST_BEGUN) { // a reader without the stream hears of no completion
      begun.pollFirstEntry();
    }
  }

  /**
   * A checkpoint is complete, and its files are committed.
   *
   * @param position of the stream when it passed
   * @return up to where the slot may be confirmed; null if no further than before
   */
  synchronized @Nullable StreamPosition complete(long checkpoint, StreamPosition position) {
    Begun at = begun.remove(checkpoint);
    begun.headMap(checkpoint).clear();
    if (maxAgeNanos == 0 || at == null) {
      return maxAgeNanos == 0 ? position : null;
    }
    covered.add(new Covered(position, at.rows(), nanos.getAsLong()));
    StreamPosition safe = null;
    while (!covered.isEmpty() && isSafe(covered.getFirst(), at)) {
      Covered first = covered.removeFirst();
      safe = first.position();
      safeRows = first.rows();
    }
    return safe;
  }

  private boolean isSafe(Covered earlier, Begun now) {
    return earlier.rows() == safeRows || now.nanos() - earlier.completedNanos() >= maxAgeNanos;
  }
}
