package com.cdc.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigLoader;
import com.cdc.metrics.MetricName;
import com.cdc.metrics.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadinessTest {

  private static final CdcConfig CONFIG =
      ConfigLoader.load(
          null,
          Map.of(
              "PG_HOST", "db",
              "PG_DATABASE", "warehouse",
              "PG_USER", "cdc",
              "PG_PASSWORD", "secret",
              "TABLE_INCLUDE", "public.items",
              "LANDING_URI", "/landing",
              "CHECKPOINT_URI", "/checkpoints",
              "CHECKPOINT_INTERVAL", "10 s",
              "HTTP_UNREADY_AFTER", "1 min"));

  private final Readiness readiness = new Readiness(CONFIG);
  private final List<Sample> samples = new ArrayList<>();

  @Test
  void aJobThatReadsAndCompletesCheckpointsIsReady() {
    tell(MetricName.CHECKPOINT_ID, 7);
    tell(MetricName.CHECKPOINT_AGE, 79);
    tell(MetricName.DATABASE_AWAY, 59);
    tell(MetricName.STREAM_DISCONNECTED, 59);
    tell(MetricName.SLOT_STATUS, 1);

    assertThat(readiness.reasons("RUNNING", samples)).isEmpty();
  }

  @Test
  void runningIsNotEnoughWithoutACheckpoint() {
    tell(MetricName.CHECKPOINT_ID, 0);

    assertThat(readiness.reasons("RUNNING", samples))
        .containsExactly("No checkpoint is complete since the job started.");
  }

  @Test
  void allThatDoesNotGetOnIsNamed() {
    tell(MetricName.CHECKPOINT_ID, 7);
    tell(MetricName.CHECKPOINT_AGE, 81);
    tell(MetricName.DATABASE_AWAY, 70);
    tell(MetricName.STREAM_DISCONNECTED, 71);
    tell(MetricName.SLOT_STATUS, 3);

    assertThat(readiness.reasons("RESTARTING", samples))
        .containsExactly(
            "The job is not running, Flink calls it RESTARTING; the log says why.",
            "The last checkpoint was complete 81 s ago; one is due every 10 s.",
            "Source `stock`: the database has not answered for 70 s.",
            "Source `stock`: the slot has not been read for 71 s.",
            "Source `stock`: the slot is lost or missing.");
  }

  @Test
  void theAgeOfACheckpointGoesOnThroughRestarts() {
    CheckpointClock clock = new CheckpointClock(0);
    clock.tell(seconds(100), 5, 2);
    clock.tell(seconds(130), 0, 1); // the readers have started again

    assertThat(clock.ageSeconds(seconds(140))).isEqualTo(42);
  }

  private static long seconds(long seconds) {
    return seconds * 1_000_000_000;
  }

  private void tell(MetricName name, double value) {
    Map<String, String> labels = name.labels().isEmpty() ? Map.of() : Map.of("source", "stock");
    samples.add(new Sample(name, labels, value));
  }
}
