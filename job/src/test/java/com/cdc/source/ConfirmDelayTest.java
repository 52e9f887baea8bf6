package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.pgoutput.StreamPosition;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfirmDelayTest {

  private long seconds = 1000;
  private final ConfirmDelay delay =
      new ConfirmDelay(Duration.ofSeconds(60), () -> TimeUnit.SECONDS.toNanos(seconds));

  @Test
  void aPositionIsConfirmedOnceWhatWaitedThenMustHaveLanded() {
    delay.emitted(1);
    assertThat(checkpoint(1)).isNull();

    seconds += 50;
    delay.emitted(1);
    assertThat(checkpoint(2)).isNull();
    seconds += 10;
    delay.emitted(1);
    assertThat(checkpoint(3)).isEqualTo("1");
  }

  @Test
  void aCheckpointThatBeganTooEarlyProvesNothing() {
    delay.emitted(1);
    delay.begin(1);
    delay.begin(2);
    assertThat(complete(1)).isNull();

    seconds += 100;
    assertThat(complete(2)).isNull();
  }

  @Test
  void withoutNewRowsTheNewestPositionIsAsGood() {
    assertThat(checkpoint(1)).isEqualTo("1");
    delay.emitted(1);
    assertThat(checkpoint(2)).isNull();
    seconds += 60;
    assertThat(checkpoint(3)).isEqualTo("3");
    assertThat(checkpoint(4)).isEqualTo("4");
  }

  @Test
  void withoutWaitingRowsEachPositionIsConfirmed() {
    ConfirmDelay none = new ConfirmDelay(Duration.ZERO);
    none.emitted(1);

    assertThat(none.complete(7, at(7))).isEqualTo(at(7));
  }

  @Test
  void theRestoredPositionIsSafeWithTheFirstCheckpoint() {
    delay.start(at(5));
    delay.emitted(1);

    assertThat(checkpoint(6)).isEqualTo("5");
  }

  private @Nullable String checkpoint(long id) {
    delay.begin(id);
    return complete(id);
  }

  private @Nullable String complete(long id) {
    StreamPosition confirmed = delay.complete(id, at(id));
    return confirmed == null ? null : String.valueOf(confirmed.flushed());
  }

  private static StreamPosition at(long lsn) {
    return StreamPosition.startOf(1, lsn);
  }
}
