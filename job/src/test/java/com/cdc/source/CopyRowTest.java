package com.cdc.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyRowTest {

  @Test
  void escapesAreResolved() {
    CopyRow row = new CopyRow(3);
    row.parse("\\\\N\\t\\v\t\\N\t\n".getBytes(UTF_8));

    assertThat(new String(row.bytes(), row.offset(0), row.length(0), UTF_8))
        .isEqualTo("\\N\t\u000b");
    assertThat(row.isNull(1)).isTrue();
    assertThat(row.isNull(2)).isFalse();
    assertThat(row.length(2)).isZero();
  }

  @Test
  void rowOfATableWithoutColumnsIsALineBreak() {
    new CopyRow(0).parse(new byte[] {'\n'});

    assertThatThrownBy(() -> new CopyRow(0).parse("a\n".getBytes(UTF_8)))
        .isInstanceOf(MalformedRowException.class);
  }

  /** Slashes stand for backslashes, + for a tab, ! for a line break. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      textBlock =
          """
          ''    | 0 | the row does not end in a line break
          a+b   | 3 | the row does not end in a line break
          a!    | 1 | the row has 1 columns instead of 2
          a+b+c! | 3 | bytes follow the last of 2 columns
          a+b!c! | 3 | bytes follow the last of 2 columns
          a+b/! | 4 | column 1 has an unknown escape
          a/qb+c! | 2 | column 0 has an unknown escape
          a/N+b! | 1 | column 0 is null and has a text
          /Na+b! | 0 | column 0 is null and has a text
          """)
  void rowThatIsNoneIsRefused(String row, int offset, String problem) {
    byte[] bytes = row.replace('/', '\\').replace('+', '\t').replace('!', '\n').getBytes(UTF_8);

    assertThatThrownBy(() -> new CopyRow(2).parse(bytes))
        .isInstanceOf(MalformedRowException.class)
        .hasMessage("a row of COPY is malformed at offset " + offset + ": " + problem);
  }
}
