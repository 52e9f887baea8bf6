package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.metrics.Meters;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class StreamMetersTest {

  private final AtomicLong millis = new AtomicLong(100_000);
  private final StreamMeters meters = new StreamMeters(millis::get);

  @Test
  void whatWasReadLastTellsTheLagUntilAllIsRead() {
    start();
    meters.read(95_000);
    assertThat(meters.receiveLagSeconds()).isEqualTo(5);

    meters.caughtUp();
    millis.addAndGet(1_000);
    assertThat(meters.receiveLagSeconds()).isZero();
  }

  @Test
  void whileTheConnectionIsLostTheLagGrows() {
    start();
    meters.caughtUp();
    meters.failed();
    millis.addAndGet(7_000);
    meters.failed(); // the next attempt

    assertThat(meters.receiveLagSeconds()).isEqualTo(7);
    assertThat(meters.disconnectedSeconds()).isEqualTo(7);
    meters.connected();
    assertThat(meters.disconnectedSeconds()).isZero();
  }

  @Test
  void theLandingIsAsOldAsWhatTheLastCompleteCheckpointCovers() {
    start();
    meters.emitted(101_000);
    meters.begin(1);
    millis.set(104_000);
    meters.emitted(103_000);
    meters.begin(2);
    assertThat(meters.landingLagSeconds()).isEqualTo(4);

    meters.complete(1);
    assertThat(meters.landingLagSeconds()).isEqualTo(3);

    meters.complete(2);
    assertThat(meters.landingLagSeconds()).isEqualTo(1);
  }

  private void start() {
    meters.start(Meters.in(new UnregisteredMetricsGroup()), "stock");
    meters.connected();
  }
}
