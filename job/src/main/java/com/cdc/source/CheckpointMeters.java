package com.cdc.source;

import com.cdc.metrics.Meters;
import com.cdc.metrics.MetricName;
import java.util.TreeMap;

/** Age and duration of checkpoints, as a reader sees them. Thread-safe. */
final class CheckpointMeters {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final int MOST_BEGUN = 1000;

  private final TreeMap<Long, Long> begun = new TreeMap<>();
  private long last;
  private long lastNanos = System.nanoTime();
  private double seconds;

  void register(Meters meters) {
    meters.gauge(MetricName.CHECKPOINT_ID, this::last);
    meters.gauge(MetricName.CHECKPOINT_AGE, this::ageSeconds);
    meters.gauge(MetricName.CHECKPOINT_DURATION, this::seconds);
  }

  synchronized void begin(long checkpoint) {
    begun.put(checkpoint, System.nanoTime());
    if (begun.size() > MOST_BEGUN) {
      begun.pollFirstEntry();
    }
  }

  synchronized void complete(long checkpoint) {
    Long nanos = begun.get(checkpoint);
    begun.headMap(checkpoint, true).clear();
    last = checkpoint;
    lastNanos = System.nanoTime();
    if (nanos != null) {
      seconds = (lastNanos - nanos) / NANOS_PER_SECOND;
    }
  }

  private synchronized double last() {
    return last;
  }

  private synchronized double ageSeconds() {
    return (System.nanoTime() - lastNanos) / NANOS_PER_SECOND;
  }

  private synchronized double seconds() {
    return seconds;
  }
}
