package com.cdc.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WideningTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          INT           | INT           | INT
          INT           | BIGINT        | BIGINT
          INT           | DOUBLE        | DOUBLE
          BIGINT        | DOUBLE        | STRING
          INT           | DECIMAL(10,2) | DECIMAL(12,2)
          BIGINT        | DECIMAL(30,5) | DECIMAL(30,5)
          DECIMAL(10,2) | DECIMAL(8,4)  | DECIMAL(12,4)
          DECIMAL(38,0) | DECIMAL(10,2) | STRING
          DECIMAL(10,2) | DOUBLE        | STRING
          DATE          | TIMESTAMP_NTZ | TIMESTAMP_NTZ
          DATE          | TIMESTAMP     | STRING
          TIMESTAMP_NTZ | TIMESTAMP     | STRING
          BINARY        | STRING        | STRING
          ARRAY<INT>    | ARRAY<BIGINT> | ARRAY<BIGINT>
          ARRAY<INT>    | ARRAY<DATE>   | ARRAY<STRING>
          ARRAY<INT>    | INT           | STRING
          """)
  void theWidestHoldsBoth(String one, String other, String both) {
    assertThat(Widening.widest(one, other)).isEqualTo(both);
    assertThat(Widening.widest(other, one)).isEqualTo(both);
  }
}
