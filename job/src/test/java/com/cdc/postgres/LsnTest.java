package com.cdc.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

  @ParameterizedTest
  @ValueSource(strings = {"0/0", "0/16B3748", "A/FFFFFFFF", "FFFFFFFF/FFFFFFFF"})
  void textAndNumberSayTheSame(String text) {
    assertThat(Lsn.format(Lsn.parse(text))).isEqualTo(text);
  }

  @Test
  void highHalfStandsAbove32Bits() {
    assertThat(Lsn.parse("0/16B3748")).isEqualTo(0x16B3748L);
    assertThat(Lsn.parse("1/0")).isEqualTo(1L << 32);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "16B3748", "0/", "/0", "0/XYZ", "0/123456789"})
  void otherTextIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Lsn.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Not a WAL position: `" + text + "`; it looks like 0/16B3748");
  }
}
