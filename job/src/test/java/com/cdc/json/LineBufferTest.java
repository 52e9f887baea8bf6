package com.cdc.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
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

  @Test
  void aHugeTextIsWrittenAsASmallOneIs() {
    String part = "x\"\\\n\u0001é";
    LineBuffer small = new LineBuffer();
    byte[] once = part.getBytes(UTF_8);
    small.putEscaped(once, 0, once.length);
    String escaped = new String(small.take(), UTF_8);
    byte[] huge = part.repeat(400_000).getBytes(UTF_8);
    LineBuffer buffer = new LineBuffer();
    buffer.put('[');

    buffer.putString(huge, 0, huge.length);

    assertThat(new String(buffer.take(), UTF_8)).isEqualTo("[\"" + escaped.repeat(400_000) + "\"");
    assertThat(buffer.isEmpty()).isTrue();
  }
}
