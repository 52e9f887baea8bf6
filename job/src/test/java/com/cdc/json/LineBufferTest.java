package com.cdc.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LineBufferTest {

  @Property
  void numbersAreDecimal(@ForAll long number) {
    LineBuffer out = new LineBuffer();
    out.putLong(number);
    assertThat(new String(out.take(), US_ASCII)).isEqualTo(Long.toString(number));
  }

  @Test
  void smallestNumberToo() {
    LineBuffer out = new LineBuffer();
    out.putLong(Long.MIN_VALUE);
    assertThat(new String(out.take(), US_ASCII)).isEqualTo("-9223372036854775808");
  }

  @Test
  void growsAsNeededAndIsEmptyAfterwards() {
    LineBuffer out = new LineBuffer();
    byte[] text = "x".repeat(10_000_000).getBytes(US_ASCII);
    out.putString(text, 0, text.length);

    assertThat(out.take()).hasSize(text.length + 2);
    assertThat(out.isEmpty()).isTrue();
  }
}
