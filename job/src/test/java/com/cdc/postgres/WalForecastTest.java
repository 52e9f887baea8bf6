package com.cdc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WalForecastTest {

  private static final long NO_LIMIT = -1;

  @Test
  void aSlotThatStandsStillReachesTheLimitAtTheRateOfWriting() {
    WalForecast forecast = new WalForecast(10_000);
    forecast.add(nanos(0), wal(100_000, 1_000, NO_LIMIT));
    forecast.add(nanos(60), wal(106_000, 7_000, NO_LIMIT));

    assertThat(forecast.bytesPerSecond()).isEqualTo(100);
    assertThat(forecast.bytesLeft()).isEqualTo(3_000);
    assertThat(forecast.timeLeft()).isEqualTo(Duration.ofSeconds(30));
    assertThat(forecast.isOverLimit()).isFalse();
  }

  @Test
  void aSlotThatKeepsUpNeverReachesItHoweverMuchIsWritten() {
    WalForecast forecast = new WalForecast(10_000);
    forecast.add(nanos(0), wal(100_000, 1_000, NO_LIMIT));
    forecast.add(nanos(60), wal(900_000, 1_000, NO_LIMIT));

    assertThat(forecast.timeLeft()).isNull();
  }

  @Test
  void theServersOwnLimitCountsWhereItIsNearer() {
    WalForecast forecast = new WalForecast(10_000);
    forecast.add(nanos(0), wal(100_000, 1_000, 6_000));
    forecast.add(nanos(60), wal(101_000, 2_000, 500));

    assertThat(forecast.bytesLeft()).isEqualTo(500);
    assertThat(forecast.timeLeft()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void withoutALimitThereIsNothingToReach() {
    WalForecast forecast = new WalForecast(0);
    forecast.add(nanos(0), wal(100_000, 1_000, NO_LIMIT));
    forecast.add(nanos(60), wal(200_000, 101_000, NO_LIMIT));

    assertThat(forecast.bytesLeft()).isEqualTo(-1);
    assertThat(forecast.timeLeft()).isNull();
    assertThat(forecast.isOverLimit()).isFalse();
  }

  @Test
  void whatIsLongPastDoesNotCount() {
    WalForecast forecast = new WalForecast(100_000);
    forecast.add(nanos(0), wal(100_000, 0, NO_LIMIT));
    forecast.add(nanos(600), wal(160_000, 60_000, NO_LIMIT));
    forecast.add(nanos(700), wal(160_000, 60_000, NO_LIMIT));

    assertThat(forecast.timeLeft()).isNull();
  }

  @Test
  void anotherServersLogIsAnotherStory() {
    WalForecast forecast = new WalForecast(10_000);
    forecast.add(nanos(0), wal(100_000, 1_000, NO_LIMIT));
    forecast.add(nanos(60), wal(50_000, 9_000, NO_LIMIT));

    assertThat(forecast.timeLeft()).isNull();
    assertThat(forecast.bytesPerSecond()).isZero();
  }

  private static long nanos(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  private static SlotWal wal(long end, long retained, long safe) {
    return new SlotWal(end, true, true, retained, retained, "reserved", safe);
  }
}
