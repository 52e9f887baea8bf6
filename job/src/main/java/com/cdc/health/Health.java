package com.cdc.health;

import com.cdc.config.CdcConfig;
import com.cdc.metrics.MetricName;
import com.cdc.metrics.MetricStore;
import com.cdc.metrics.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** How this instance is. Thread-safe. */
public final class Health {

  private static final long ANSWER_SECONDS = 5;

  private final MetricStore metrics = new MetricStore();
  private final Readiness readiness;
  private final CheckpointClock checkpoints = new CheckpointClock(System.nanoTime());
  private volatile Phase phase = Phase.STARTING;
  private volatile Supplier<? extends Future<?>> job =
      () -> {
        throw new IllegalStateException("The job has not been started");
      };

  public Health(CdcConfig config) {
    readiness = new Readiness(config);
  }

  /** To be told of the metrics of Flink. */
  public MetricStore metrics() {
    return metrics;
  }

  /** This instance does something else from now on. */
  public void enter(Phase next) {
    phase = next;
  }

  /**
   * The job runs.
   *
   * @param status what Flink says of it, when it is asked
   */
  public void running(Supplier<? extends Future<?>> status) {
    job = status;
    phase = Phase.RUNNING;
  }

  Phase phase() {
    return phase;
  }

  /** Whether it is of use to let this instance go on. */
  boolean isLive() {
    return phase != Phase.FAILED;
  }

  /** Why this instance is not ready; nothing if it is. */
  List<String> reasons() {
    return reasons(running());
  }

  private List<String> reasons(List<Sample> samples) {
    Phase now = phase;
    return now == Phase.RUNNING ? readiness.reasons(jobState(), samples) : List.of(now.reason());
  }

  /** All metrics as of now. */
  List<Sample> samples() {
    List<Sample> samples = running();
    samples.add(new Sample(MetricName.READY, Map.of(), reasons(samples).isEmpty() ? 1 : 0));
    return samples;
  }

  /** Those of the job, with the age of the last checkpoint as it is. */
  private List<Sample> running() {
    List<Sample> samples = new ArrayList<>(metrics.samples());
    OptionalDouble id = find(samples, MetricName.CHECKPOINT_ID);
    OptionalDouble age = find(samples, MetricName.CHECKPOINT_AGE);
    long now = System.nanoTime();
    checkpoints.tell(now, id.orElse(0), age.orElse(0));
    samples.removeIf(sample -> sample.name() == MetricName.CHECKPOINT_AGE);
    samples.add(new Sample(MetricName.CHECKPOINT_AGE, Map.of(), checkpoints.ageSeconds(now)));
    return samples;
  }

  static OptionalDouble find(List<Sample> samples, MetricName name) {
    return samples.stream()
        .filter(sample -> sample.name() == name)
        .mapToDouble(Sample::value)
        .max();
  }

  private String jobState() {
    try {
      return String.valueOf(job.get().get(ANSWER_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
