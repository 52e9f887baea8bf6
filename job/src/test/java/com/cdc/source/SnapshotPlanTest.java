package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotPlanTest {

  private static final TableId A = new TableId("s", "a");
  private static final TableId B = new TableId("s", "b");
  private static final TableId C = new TableId("s", "c");
  private static final KeyBound FIVE = new KeyBound(List.of("id"), List.of("5"));
  private static final KeyBound NINE = new KeyBound(List.of("id"), List.of("9"));

  @Test
  void anAddedTableIsPendingAndWhatWasBeingReadGoesOn() {
    SnapshotPlan plan = new SnapshotPlan(List.of(A, B), List.of(A), List.of(), 3, NINE);

    assertThat(plan.configured(List.of(A, B, C)))
        .isEqualTo(new SnapshotPlan(List.of(A, B, C), List.of(A, C), List.of(C), 3, NINE));
  }

  @Test
  void aRemovedTableIsForgottenWithItsProgress() {
    SnapshotPlan plan = new SnapshotPlan(List.of(A, B), List.of(A, B), List.of(A), 3, NINE);

    assertThat(plan.configured(List.of(B)))
        .isEqualTo(new SnapshotPlan(List.of(B), List.of(B), List.of(), 0, null));
  }

  @Test
  void aTableThatCameBackIsReadAnew() {
    SnapshotPlan back =
        SnapshotPlan.complete(List.of(A, B)).configured(List.of(B)).configured(List.of(A, B));

    assertThat(back.pending()).containsExactly(A);
    assertThat(back.added()).containsExactly(A);
  }

  @Test
  void aRequestedTableIsReadOnceAndIsNotOutOfDate() {
    SnapshotPlan plan = SnapshotPlan.complete(List.of(A, B)).with(B).with(B);

    assertThat(plan.pending()).containsExactly(B);
    assertThat(plan.added()).isEmpty();
    assertThat(plan.with(C)).isEqualTo(plan);
  }

  @Test
  void theLastChunkEndsATable() {
    SnapshotPlan plan = SnapshotPlan.anew(List.of(A, B));

    SnapshotPlan half = plan.after(new KeyChunk(A, 0, null, FIVE));
    assertThat(half.nextChunk()).isEqualTo(1);
    assertThat(half.nextFrom()).isEqualTo(FIVE);
    assertThat(half.after(new KeyChunk(A, 1, FIVE, null)))
        .isEqualTo(new SnapshotPlan(List.of(A, B), List.of(B), List.of(), 0, null));
  }
}
