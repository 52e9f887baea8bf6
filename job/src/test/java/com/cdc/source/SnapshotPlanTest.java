package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.TableId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SnapshotPlanTest {

  private static final TableId A = new TableId("s", "a");
  private static final TableId B = new TableId("s", "b");
  private static final TableId C = new TableId("s", "c");
  private static final KeyBound FIVE = new KeyBound(List.of("id"), List.of("5"));
  private static final KeyBound NINE = new KeyBound(List.of("id"), List.of("9"));

  @Test
  void anAddedTableIsPendingAndWhatWasBeingReadGoesOn() {
    SnapshotPlan plan = plan(List.of(A, B), List.of(A), List.of(), 3, NINE);

    assertThat(plan.configured(List.of(A, B, C)))
        .isEqualTo(plan(List.of(A, B, C), List.of(A, C), List.of(C), 3, NINE));
  }

  @Test
  void aRemovedTableIsForgottenWithItsProgress() {
    SnapshotPlan plan = plan(List.of(A, B), List.of(A, B), List.of(A), 3, NINE);

    assertThat(plan.configured(List.of(B)))
        .isEqualTo(plan(List.of(B), List.of(B), List.of(), 0, null));
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
  void aTableRequestedWhileItIsBeingReadIsReadOnceMore() {
    SnapshotPlan reading =
        SnapshotPlan.complete(List.of(A, B)).with(B).after(new KeyChunk(B, 0, null, FIVE), 40);

    SnapshotPlan again = reading.with(B).with(B);
    assertThat(again.pending()).containsExactly(B, B);
    assertThat(again.nextFrom()).isEqualTo(FIVE);
    assertThat(again.after(new KeyChunk(B, 1, FIVE, null), 40).pending()).containsExactly(B);
  }

  @Test
  void aTableThatIsOutOfDateIsReadFromItsFirstChunkOn() {
    SnapshotPlan complete = SnapshotPlan.complete(List.of(A, B));

    SnapshotPlan renewing = complete.renewing(B).renewing(B);
    assertThat(renewing).isEqualTo(plan(List.of(A, B), List.of(B), List.of(B), 0, null));
    assertThat(renewing.renewing(C)).isEqualTo(renewing);

    SnapshotPlan reading = renewing.after(new KeyChunk(B, 0, null, FIVE), 40);
    assertThat(reading.firstPoint()).isEqualTo(40);
    assertThat(reading.renewing(B)).isEqualTo(renewing);
    assertThat(reading.after(new KeyChunk(B, 1, FIVE, null), 40)).isEqualTo(complete);
  }

  @Test
  void theLastChunkEndsATable() {
    SnapshotPlan plan = SnapshotPlan.anew(List.of(A, B));

    SnapshotPlan half = plan.after(new KeyChunk(A, 0, null, FIVE), 40);
    assertThat(half.nextChunk()).isEqualTo(1);
    assertThat(half.nextFrom()).isEqualTo(FIVE);
    assertThat(half.after(new KeyChunk(A, 1, FIVE, null), 40))
        .isEqualTo(plan(List.of(A, B), List.of(B), List.of(), 0, null));
  }

  @Test
  void aMoveBetweenTheSnapshotsOfTwoChunksIsInNoChunk() {
    ReadSpan torn = new ReadSpan(A, 40, 60, 0);
    SnapshotPlan plan = SnapshotPlan.complete(List.of(A, B), List.of(torn));

    assertThat(plan.isInNoChunk(A, 39)).isFalse();
    assertThat(plan.isInNoChunk(A, 40)).isTrue();
    assertThat(plan.isInNoChunk(A, 60)).isFalse();
    assertThat(plan.isInNoChunk(B, 50)).isFalse();
    assertThat(plan.afterMove(A, 60)).isEqualTo(plan);
    assertThat(plan.readingAnew(A)).isEqualTo(SnapshotPlan.complete(List.of(A, B)).with(A));
    assertThat(plan.afterStreaming(59)).isEqualTo(plan);
    assertThat(plan.afterStreaming(60)).isEqualTo(SnapshotPlan.complete(List.of(A, B)));
  }

  @Test
  void aTableIsReadAnewWhenARowMovedBeforeAChunkOfAnotherSnapshot() {
    SnapshotPlan started =
        SnapshotPlan.anew(List.of(A))
            .after(new KeyChunk(A, 0, null, FIVE), 40)
            .afterStreaming(50)
            .afterMove(A, 50);

    SnapshotPlan sameSnapshot = started.after(new KeyChunk(A, 1, FIVE, NINE), 40);
    assertThat(sameSnapshot.nextChunk()).isEqualTo(2);
    assertThat(sameSnapshot.spans()).containsExactly(new ReadSpan(A, 40, 40, 50));

    SnapshotPlan another = started.after(new KeyChunk(A, 1, FIVE, NINE), 60);
    assertThat(another).isEqualTo(SnapshotPlan.anew(List.of(A)));
  }

  @Test
  void aTornTableIsRememberedUntilTheStreamIsPastIt() {
    SnapshotPlan read =
        SnapshotPlan.anew(List.of(A))
            .afterMove(A, 30)
            .after(new KeyChunk(A, 0, null, FIVE), 40)
            .after(new KeyChunk(A, 1, FIVE, null), 60);

    assertThat(read.pending()).isEmpty();
    assertThat(read.isInNoChunk(A, 50)).isTrue();
    assertThat(read.afterStreaming(60).spans()).isEmpty();
  }

  private static SnapshotPlan plan(
      List<TableId> tables,
      List<TableId> pending,
      List<TableId> added,
      int nextChunk,
      @Nullable KeyBound nextFrom) {
    return new SnapshotPlan(tables, pending, added, nextChunk, nextFrom, List.of());
  }
}
