package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.event.TableId;
import com.cdc.postgres.CapturedTable;
import java.util.List;
import org.apache.flink.cdc.connectors.base.utils.SerializerUtils;
import org.junit.jupiter.api.Test;

class KeyBoundTest {

  private static final KeyBound BOUND = new KeyBound(List.of("a", "b"), List.of("1", "x"));

  @Test
  void aBoundIsAppliedToItsOwnColumnsOnly() {
    assertThat(KeyRange.conditions(table("a", "b"), BOUND, null))
        .containsExactly("(\"a\", \"b\") >= ('1', 'x')");

    assertThatThrownBy(() -> KeyRange.conditions(table("b", "a"), BOUND, null))
        .isInstanceOf(StopException.class)
        .hasMessageStartingWith(
            "The key of table s.t was replaced while its snapshot was being read: it was [a, b] and"
                + " is now [b, a].")
        .hasMessageContaining("Take the table out of `postgres.tables`");
    assertThatThrownBy(() -> KeyRange.conditions(table(), null, BOUND))
        .hasMessageContaining("is now none");
  }

  @Test
  void theFrameKeepsColumnsAndValues() throws Exception {
    Object[] kept =
        SerializerUtils.serializedStringToRow(
            SerializerUtils.rowToSerializedString(FrameBounds.of(BOUND)));

    assertThat(FrameBounds.from(kept)).isEqualTo(BOUND);
    assertThat(kept).isEqualTo(FrameBounds.of(BOUND));
    assertThat(FrameBounds.from(FrameBounds.of(null))).isNull();
  }

  /** What 0.1 wrote before a bound had the names of its columns. */
  @Test
  void anOldBoundServesAKeyOfAsManyColumns() {
    KeyBound old = FrameBounds.from(new Object[] {"1", "x"});

    assertThat(old).isEqualTo(new KeyBound(List.of(), List.of("1", "x")));
    assertThat(FrameBounds.of(old)).containsExactly("1", "x");
    assertThatCode(() -> KeyRange.conditions(table("a", "b"), old, null))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> KeyRange.conditions(table("a"), old, null))
        .hasMessageContaining("it was one of 2 columns and is now [a]");
  }

  private static CapturedTable table(String... key) {
    return new CapturedTable(new TableId("s", "t"), 1, List.of(), List.of(key), 'd', 'r', 1, 1, 1);
  }
}
