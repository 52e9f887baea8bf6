package com.cdc.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

  @Test
  void theEnvironmentMaySpeakAgainstRewriting() {
    assertThat(Terminal.mayRewrite(Map.of("TERM", "xterm"))).isTrue();
    assertThat(Terminal.mayRewrite(Map.of("TERM", "xterm", "NO_COLOR", ""))).isTrue();
    assertThat(Terminal.mayRewrite(Map.of("TERM", "xterm", "NO_COLOR", "1"))).isFalse();
    assertThat(Terminal.mayRewrite(Map.of("TERM", "xterm", "CI", "true"))).isFalse();
    assertThat(Terminal.mayRewrite(Map.of("TERM", "dumb"))).isFalse();
    assertThat(Terminal.mayRewrite(Map.of())).isFalse();
  }

  @Test
  void aBarIsAsWideWhateverItShows() {
    assertThat(Bar.of(0)).isEqualTo("[....................]   0 %");
    assertThat(Bar.of(0.999)).isEqualTo("[###################.]  99 %");
    assertThat(Bar.of(1)).isEqualTo("[####################] 100 %");
    assertThat(Bar.of(1.5)).isEqualTo(Bar.of(1));
  }
}
