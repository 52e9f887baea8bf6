package com.cdc.health;

import com.cdc.metrics.MetricName;
import com.cdc.metrics.Sample;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line in the log once a minute while the job runs, the first once a checkpoint is complete. The
 * clouds' log alarms know it: {@code checkpoint_age_seconds=8 lag_seconds=3}, in this order, whole
 * numbers, one blank between.
 */
public final class ProgressLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressLog.class);

  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final double NANOS_PER_SECOND = 1e9;

  private final Health health;
  private final ScheduledExecutorService thread;
  private final long startedNanos = System.nanoTime();
  private long saidNanos = startedNanos;
  private boolean said;
  private double rowsBefore;

  private ProgressLog(Health health) {
    this.health = health;
    thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread started = new Thread(task, "cdc-progress-log");
              started.setDaemon(true);
              return started;
            });
  }

  /** Writes from now on. */
  @SuppressWarnings("FutureReturnValueIgnored") // the looks end with their thread
  public static ProgressLog start(Health health) {
    ProgressLog log = new ProgressLog(health);
    log.thread.scheduleWithFixedDelay(
        log::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return log;
  }

  private void look() {
    try {
      List<Sample> samples = health.samples(); // each time: it tells the age of the checkpoint
      long elapsed = System.nanoTime() - saidNanos;
      boolean first = !said && Health.find(samples, MetricName.CHECKPOINT_ID).orElse(0) >= 1;
      if (health.phase() == Phase.RUNNING && (first || elapsed >= MINUTE_NANOS)) {
        LOG.info("{}", line(samples, elapsed / NANOS_PER_SECOND));
        said = true;
        saidNanos += elapsed;
      }
    } catch (RuntimeException e) {
      LOG.warn("Cannot say how far the job is", e); // and go on
    }
  }

  private String line(List<Sample> samples, double seconds) {
    double rows = sum(samples, MetricName.ROWS_READ);
    // counters begin anew when the job does
    double more = rows >= rowsBefore ? rows - rowsBefore : rows;
    rowsBefore = rows;
    double sinceStart = (System.nanoTime() - startedNanos) / NANOS_PER_SECOND;
    return "Running checkpoint_age_seconds=%d lag_seconds=%d rows_per_second=%d wal_retained_bytes=%d"
        .formatted(
            (long) Health.find(samples, MetricName.CHECKPOINT_AGE).orElse(sinceStart),
            // while the first snapshot is read, changes wait
            (long) Health.find(samples, MetricName.RECEIVE_LAG).orElse(sinceStart),
            (long) (more / Math.max(1, seconds)),
            (long) sum(samples, MetricName.SLOT_WAL));
  }

  private static double sum(List<Sample> samples, MetricName name) {
    return samples.stream().filter(s -> s.name() == name).mapToDouble(Sample::value).sum();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
