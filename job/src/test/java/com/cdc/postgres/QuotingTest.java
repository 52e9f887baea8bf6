package com.cdc.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.event.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuotingTest {

  @Test
  void everyIdentifierIsQuotedAndItsQuotesAreDoubled() {
    assertThat(Quoting.identifier("items")).isEqualTo("\"items\"");
    assertThat(Quoting.identifier("a\"b.C d")).isEqualTo("\"a\"\"b.C d\"");
    assertThat(Quoting.table(new TableId("My Schema", "t\""))).isEqualTo("\"My Schema\".\"t\"\"\"");
    assertThat(Quoting.identifiers(List.of("b", "A"))).isEqualTo("\"b\", \"A\"");
  }

  @Test
  void literalsKeepQuotesAndBackslashes() {
    assertThat(Quoting.literal("it's")).isEqualTo("'it''s'");
    assertThat(Quoting.literal("\\'")).isEqualTo("E'\\\\'''");
  }

  @Test
  void zeroCharacterIsRefused() {
    assertThatThrownBy(() -> Quoting.identifier("a\0b")).hasMessageContaining("zero character");
    assertThatThrownBy(() -> Quoting.literal("a\0b")).hasMessageContaining("zero character");
  }
}
