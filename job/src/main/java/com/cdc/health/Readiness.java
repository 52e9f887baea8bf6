package com.cdc.health;

import com.cdc.config.CdcConfig;
import com.cdc.metrics.MetricName;
import com.cdc.metrics.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a running job gets on, by its metrics: reading, and completing checkpoints. */
final class Readiness {

  private static final double SLOT_LOST = 3;

  private final Duration interval;
  private final Duration patience;

  Readiness(CdcConfig config) {
    interval = config.checkpoint().interval();
    patience = config.http().unreadyAfter();
  }

  /** After this a checkpoint is overdue: one that is on its way, and one more. */
  Duration longestCheckpointAge() {
    return interval.multipliedBy(2).plus(patience);
  }

  /**
   * Why the job does not get on.
   *
   * @param state what Flink says of the job
   * @return nothing if it does
   */
  List<String> reasons(String state, List<Sample> samples) {
    List<String> reasons = new ArrayList<>();
    if (!state.equals("RUNNING")) {
      reasons.add("The job is not running, Flink calls it " + state + "; the log says why.");
    }
    if (first(samples, MetricName.CHECKPOINT_ID).map(Sample::value).orElse(0.0) < 1) {
      reasons.add("No checkpoint is complete since the job started.");
    }
    first(samples, MetricName.CHECKPOINT_AGE)
        .filter(age -> age.value() > seconds(longestCheckpointAge()))
        .ifPresent(
            age ->
                reasons.add(
                    "The last checkpoint was complete %d s ago; one is due every %s s."
                        .formatted((long) age.value(), shown(interval))));
    for (Sample sample : samples) {
      String reason = reason(sample);
      if (reason != null) {
        reasons.add("Source `" + sample.labels().get("source") + "`: " + reason);
      }
    }
    return reasons;
  }

  private @Nullable String reason(Sample sample) {
    return switch (sample.name()) {
      case DATABASE_AWAY ->
          sample.value() > seconds(patience)
              ? "the database has not answered for " + (long) sample.value() + " s."
              : null;
      case STREAM_DISCONNECTED ->
          sample.value() > seconds(patience)
              ? "the slot has not been read for " + (long) sample.value() + " s."
              : null;
      case SLOT_STATUS -> sample.value() >= SLOT_LOST ? "the slot is lost or missing." : null;
      default -> null;
    };
  }

  private static Optional<Sample> first(List<Sample> samples, MetricName name) {
    return samples.stream().filter(sample -> sample.name() == name).findFirst();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static String shown(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", seconds(duration)).replaceFirst("\\.?0+$", "");
  }
}
