package com.cdc.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PositionTest {

  @Test
  void epochThenLsnThenOrdinalDecideAndLsnsAreUnsigned() {
    List<Position> ordered =
        List.of(
            new Position(1, 5, 2),
            new Position(1, 6, 0),
            new Position(1, 6, 1),
            new Position(1, -1, 0),
            new Position(2, 0, 0));

    assertThat(Stream.of(4, 2, 0, 3, 1).map(ordered::get).sorted().toList()).isEqualTo(ordered);
  }
}
