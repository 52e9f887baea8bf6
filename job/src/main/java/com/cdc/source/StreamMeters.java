package com.cdc.source;

import com.cdc.metrics.Meters;
import com.cdc.metrics.MetricName;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;

/**
 * How the stream of one source is: how far behind the database, and how far behind the landing. All
 * times are of this machine's clock, but for those of commits. Thread-safe.
 */
final class StreamMeters {

  private static final double MILLIS_PER_SECOND = 1000;
  private static final int MOST_BEGUN = 1000;

  private final LongSupplier millis;
  private final TreeMap<Long, Long> begun = new TreeMap<>();
  private Counter reconnects = new SimpleCounter();
  private Counter errors = new SimpleCounter();
  private boolean streaming;
  private boolean connected;

  /** Since when the slot is not being read. */
  private long lostAt;

  /** All that committed before was read. */
  private long readUpTo;

  /** Whether nothing more was there when it was last looked at. */
  private boolean caughtUp;

  /** All that committed before was passed on to the landing. */
  private long emittedUpTo;

  /** All that committed before is visible in the landing. */
  private long landedUpTo;

  StreamMeters() {
    this(System::currentTimeMillis);
  }

  StreamMeters(LongSupplier millis) {
    this.millis = millis;
  }

  /** This subtask has the stream; before, there is nothing to tell of it. */
  synchronized void start(Meters meters, String source) {
    if (streaming) {
      return;
    }
    streaming = true;
    long now = millis.getAsLong();
    lostAt = now;
    readUpTo = now;
    emittedUpTo = now;
    landedUpTo = now;
    reconnects = meters.counter(MetricName.RECONNECTS, source);
    errors = meters.counter(MetricName.ERRORS, source);
    meters.gauge(MetricName.RECEIVE_LAG, this::receiveLagSeconds, source);
    meters.gauge(MetricName.LANDING_LAG, this::landingLagSeconds, source);
    meters.gauge(MetricName.STREAM_CONNECTED, () -> isConnected() ? 1 : 0, source);
    meters.gauge(MetricName.STREAM_DISCONNECTED, this::disconnectedSeconds, source);
  }

  synchronized void connected() {
    connected = true;
  }

  /** The connection failed, or could not be opened. */
  synchronized void failed() {
    errors.inc();
    if (connected) {
      connected = false;
      lostAt = millis.getAsLong();
      reconnects.inc();
      behind();
    }
  }

  /** Reading a chunk beside the stream failed. */
  synchronized void chunkFailed() {
    errors.inc();
  }

  /** Changes were read, the last of which committed then. */
  synchronized void read(long commitMillis) {
    readUpTo = commitMillis;
    caughtUp = false;
  }

  /** All that the server had was read and passed on. */
  synchronized void caughtUp() {
    long now = millis.getAsLong();
    readUpTo = now;
    emittedUpTo = now;
    caughtUp = true;
  }

  /** All that was read was not all that there is. */
  private void behind() {
    caughtUp = false;
  }

  /** Changes were passed on, the last of which committed then. */
  synchronized void emitted(long commitMillis) {
    emittedUpTo = Math.max(emittedUpTo, commitMillis);
  }

  /** A checkpoint passes. */
  synchronized void begin(long checkpoint) {
    begun.put(checkpoint, emittedUpTo);
    if (begun.size() > MOST_BEGUN) {
      begun.pollFirstEntry();
    }
  }

  /** A checkpoint is complete; its files become visible about now. */
  synchronized void complete(long checkpoint) {
    Map.Entry<Long, Long> passed = begun.floorEntry(checkpoint);
    if (passed != null) {
      landedUpTo = Math.max(landedUpTo, passed.getValue());
      begun.headMap(checkpoint, true).clear();
    }
  }

  synchronized double receiveLagSeconds() {
    return caughtUp ? 0 : since(readUpTo);
  }

  synchronized double landingLagSeconds() {
    return since(landedUpTo);
  }

  private synchronized boolean isConnected() {
    return connected;
  }

  synchronized double disconnectedSeconds() {
    return connected ? 0 : since(lostAt);
  }

  private double since(long then) {
    return Math.max(0, millis.getAsLong() - then) / MILLIS_PER_SECOND;
  }
}
