package com.cdc.source;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
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
 * <p>Used by the reader's thread.
 */
final class ConfirmDelay {

  private record Covered(Offset offset, long rows, long completedNanos) {}

  private record Begun(long nanos, long rows) {}

  private final long maxAgeNanos;
  private final LongSupplier nanos;
  private final Map<Long, Begun> begun = new HashMap<>();
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
  void emitted(long count) {
    rows += count;
  }

  /** A checkpoint passes. */
  void begin(long checkpoint) {
    begun.put(checkpoint, new Begun(nanos.getAsLong(), rows));
  }

  /**
   * A checkpoint is complete, and its files are committed.
   *
   * @param offset of the slot when it passed
   * @return up to where the slot may be confirmed; null if no further than before
   */
  @Nullable Offset complete(long checkpoint, Offset offset) {
    Begun at = begun.remove(checkpoint);
    begun.keySet().removeIf(other -> other < checkpoint);
    if (maxAgeNanos == 0 || at == null) {
      return maxAgeNanos == 0 ? offset : null;
    }
    covered.add(new Covered(offset, at.rows(), nanos.getAsLong()));
    Offset safe = null;
    while (!covered.isEmpty() && isSafe(covered.getFirst(), at)) {
      Covered first = covered.removeFirst();
      safe = first.offset();
      safeRows = first.rows();
    }
    return safe;
  }

  private boolean isSafe(Covered position, Begun now) {
    return position.rows() == safeRows || now.nanos() - position.completedNanos() >= maxAgeNanos;
  }
}
