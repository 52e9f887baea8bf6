package com.cdc.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTest {

  @Test
  void partialRunReplacesItsOwnFiguresAndKeepsTheOthers() {
    List<Map<String, Object>> old =
        List.of(entry("stream-wide", "cdc", 1), entry("stream-pgbench", "cdc", 2));
    List<Map<String, Object>> fresh =
        List.of(entry("stream-pgbench", "cdc", 3), entry("stream-pgbench", "flink-cdc", 4));

    List<Map<String, Object>> merged = Results.merge(old, fresh);

    assertThat(merged)
        .containsExactly(
            entry("stream-pgbench", "cdc", 3),
            entry("stream-pgbench", "flink-cdc", 4),
            entry("stream-wide", "cdc", 1));
  }

  @Test
  void medianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
    assertThat(Results.median(4, 1, 3, 2)).isEqualTo(2.5);
    assertThat(Results.median(9, 1, 5)).isEqualTo(5);
  }

  private static Map<String, Object> entry(String benchCase, String system, int rowsPerSecond) {
    return Map.of("case", benchCase, "system", system, "rowsPerSecond", rowsPerSecond);
  }
}
