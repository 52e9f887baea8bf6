package com.cdc.source;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** When a stream with nothing more to read emits what it has, or at least how far it is. */
final class EmissionPace {

  /** So long may a record wait for others to share its emission while nothing more arrives. */
  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** So often is progress without records emitted, at the most. */
  private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private @Nullable StreamState emitted;
  private long emittedNanos = System.nanoTime() - PROGRESS_NANOS;
  private long firstWaitingNanos;

  /** The first record since the last emission has come. */
  void waits() {
    firstWaitingNanos = System.nanoTime();
  }

  void emitted(StreamState state) {
    emitted = state;
    emittedNanos = System.nanoTime();
  }

  boolean haveRecordsWaitedLongEnough() {
    return System.nanoTime() - firstWaitingNanos > LINGER_NANOS;
  }

  /** Whether the state has changed since it was emitted, and that was long enough ago. */
  boolean isProgressDue(Supplier<StreamState> state) {
    return System.nanoTime() - emittedNanos > PROGRESS_NANOS && !state.get().equals(emitted);
  }
}
