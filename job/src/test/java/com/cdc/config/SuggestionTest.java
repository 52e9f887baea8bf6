package com.cdc.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
  @Test
  void theNearestWordIsFound() {
    List<String> keys = List.of("landing.uri", "landing.roll-age", "landing.roll-size");

    assertThat(Suggestion.closest("landing.rollsize", keys)).isEqualTo("landing.roll-size");
    assertThat(Suggestion.closest("Landing.Uri", keys)).isEqualTo("landing.uri");
  }

  @Test
  void wordsFarFromAllGetNoSuggestion() {
    assertThat(Suggestion.closest("s3.endpoint", List.of("name", "rest.port"))).isNull();
  }
}
