package com.cdc.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {

  @Test
  void caseOfItsOwnKindIsTakenOutOfTheNames() {
    BenchOptions options =
        BenchOptions.parse(
            new String[] {"--cases", "delivery,small-files", "--runs", "1", "--seconds", "60"});

    assertThat(options.cases()).containsExactly(BenchCase.DELIVERY);
    assertThat(options.others()).isEqualTo(List.of("small-files"));
    assertThat(options.command())
        .isEqualTo("make bench CASES=delivery,small-files RUNS=1 SECONDS=60");
  }

  @Test
  void unknownCaseIsRefusedWithTheNamesOfAll() {
    assertThatThrownBy(() -> BenchOptions.parse(new String[] {"--cases", "none"}))
        .hasMessageContaining("delivery, latency, small-files");
  }
}
