package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.postgres.TableStamp;
import com.cdc.postgres.TableStamp.Column;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SilentChangeTest {

  private static final Column ID = new Column(1, "id", 23, -1);
  private static final Column A = new Column(2, "a", 25, -1);
  private static final TableStamp BEFORE = table("w1", Map.of("9", 100L), ID, A);

  @Test
  void nothingThatWasSentOrChangesNoRowIsOne() {
    assertThat(kind(BEFORE, BEFORE)).isNull();
    // VACUUM FULL, TRUNCATE
    assertThat(kind(BEFORE, table("w1", Map.of("9", 101L), ID, A))).isNull();
    // ADD COLUMN, with or without a default that is the same for all rows
    assertThat(kind(BEFORE, table("w2", Map.of("9", 100L), ID, A, new Column(3, "b", 23, -1))))
        .isNull();
    // DROP COLUMN, SET NOT NULL, a longer varchar
    assertThat(kind(BEFORE, table("w3", Map.of("9", 100L), ID))).isNull();
    assertThat(kind(BEFORE, table("w4", Map.of("9", 100L), ID, new Column(2, "a", 1043, 14))))
        .isNull();
  }

  @Test
  void aRewriteByAlterTableIsOneAlsoToTheSameType() {
    assertThat(kind(BEFORE, table("w2", Map.of("9", 101L), ID, A)))
        .isEqualTo(SilentChange.Kind.REWRITTEN);
  }

  @Test
  void aColumnOfAnotherNameOrTypeIsOne() {
    assertThat(kind(BEFORE, table("w2", Map.of("9", 100L), ID, new Column(2, "b", 25, -1))))
        .isEqualTo(SilentChange.Kind.REWRITTEN);
    assertThat(kind(BEFORE, table("w2", Map.of("9", 100L), ID, new Column(2, "a", 1184, -1))))
        .isEqualTo(SilentChange.Kind.REWRITTEN);
    assertThat(kind(BEFORE, table("w2", Map.of("9", 100L), ID, new Column(3, "a", 25, -1))))
        .isEqualTo(SilentChange.Kind.REWRITTEN);
  }

  @Test
  void anotherTableOrMembershipMayHaveMissedChanges() {
    TableStamp recreated =
        new TableStamp(10, "1.2", 'd', List.of("id"), List.of(ID, A), "w1", new TreeMap<>());
    TableStamp republished =
        new TableStamp(9, "1.3", 'd', List.of("id"), List.of(ID, A), "w1", BEFORE.files());

    assertThat(kind(BEFORE, recreated)).isEqualTo(SilentChange.Kind.MISSED);
    assertThat(kind(BEFORE, republished)).isEqualTo(SilentChange.Kind.MISSED);
    assertThat(kind(TableStamp.NONE, BEFORE)).isEqualTo(SilentChange.Kind.MISSED);
  }

  @Test
  void anotherKeyIsOne() {
    TableStamp other =
        new TableStamp(9, "1.2", 'd', List.of("a"), List.of(ID, A), "w1", BEFORE.files());

    assertThat(kind(BEFORE, other)).isEqualTo(SilentChange.Kind.REWRITTEN);
  }

  @Test
  void partitionsCountByWhatTheyHold() {
    TableStamp root = table("w1", Map.of("20.5", 1L, "21.5", 2L), ID, A);

    assertThat(kind(root, table("w1", Map.of("20.5", 1L, "21.5", 2L, "22.6", 3L), ID, A))).isNull();
    assertThat(kind(root, table("w1", Map.of("20.5", 1L), ID, A)))
        .isEqualTo(SilentChange.Kind.SHRUNK);
    assertThat(kind(root, table("w1", Map.of("20.5", 1L, "21.5", 7L), ID, A)))
        .isEqualTo(SilentChange.Kind.SHRUNK);
    assertThat(kind(root, table("w2", Map.of("20.5", 5L, "21.5", 6L), ID, A)))
        .isEqualTo(SilentChange.Kind.REWRITTEN);
    SilentChange attached =
        SilentChange.between(
            root, table("w1", Map.of("20.5", 1L, "21.5", 2L, "22.6", 3L), ID, A), Set.of(22L));
    assertThat(attached)
        .isEqualTo(
            new SilentChange(
                SilentChange.Kind.REWRITTEN, "has a partition that was attached with rows"));
  }

  private static SilentChange.@Nullable Kind kind(TableStamp before, TableStamp now) {
    SilentChange change = SilentChange.between(before, now, Set.of());
    return change == null ? null : change.kind();
  }

  private static TableStamp table(String written, Map<String, Long> files, Column... columns) {
    return new TableStamp(
        9, "1.2", 'd', List.of("id"), List.of(columns), written, new TreeMap<>(files));
  }
}
