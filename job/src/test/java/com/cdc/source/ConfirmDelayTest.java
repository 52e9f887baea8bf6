package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.postgres.source.offset.PostgresOffset;
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

    assertThat(none.complete(7, offset(7))).isEqualTo(offset(7));
  }

  private @Nullable String checkpoint(long id) {
    delay.begin(id);
    return complete(id);
  }

  private @Nullable String complete(long id) {
    Offset confirmed = delay.complete(id, offset(id));
    return confirmed == null ? null : confirmed.getOffset().get("lsn");
  }

  private static Offset offset(long lsn) {
    return PostgresOffset.of(Map.of("lsn", String.valueOf(lsn)));
  }
}
