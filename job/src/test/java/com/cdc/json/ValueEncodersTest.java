package com.cdc.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueEncodersTest {

  private static final int TEXT = 25;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          16   | t                             | true
          16   | f                             | false
          20   | -9223372036854775808          | -9223372036854775808
          26   | 4294967295                    | 4294967295
          700  | 1e+20                         | 1e+20
          701  | -0.1                          | -0.1
          701  | NaN                           | "NaN"
          701  | -Infinity                     | "-Infinity"
          1700 | 12345678901234567890.10       | "12345678901234567890.10"
          1700 | NaN                           | "NaN"
          17   | \\x                           | ""
          17   | \\xdeadBEEF                   | "3q2+7w=="
          1082 | 2026-11-22                    | "2026-11-22"
          1082 | 0044-03-15 BC                 | "-0043-03-15"
          1082 | 0001-01-01 BC                 | "0000-01-01"
          1082 | infinity                      | "infinity"
          1114 | 2026-11-22 06:00:00.5         | "2026-11-22T06:00:00.5"
          1114 | 0044-03-15 12:00:00 BC        | "-0043-03-15T12:00:00"
          1184 | 2026-11-22 06:00:00.123456+00 | "2026-11-22T06:00:00.123456Z"
          1184 | 10000-01-01 00:00:00+00       | "10000-01-01T00:00:00Z"
          1184 | 0044-03-15 12:00:00+00 BC     | "-0043-03-15T12:00:00Z"
          1184 | -infinity                     | "-infinity"
          1186 | 1 mon -02:00:00               | "1 mon -02:00:00"
          114  | {"a": [1, null]}              | "{\\"a\\": [1, null]}"
          """)
  void scalarBecomes(int oid, String text, String json) {
    // in a text block a backslash is written twice
    assertThat(encode(ColumnType.scalar(oid), text)).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          23   | {}                        | []
          23   | {1,NULL,3}                | [1,null,3]
          25   | {a,"b,c",NULL,"NULL",""}  | ["a","b,c",null,"NULL",""]
          25   | {"q\\"x","b\\\\s"}        | ["q\\"x","b\\\\s"]
          16   | {t,f}                     | [true,false]
          17   | {"\\\\x6869"}             | ["aGk="]
          1184 | {"2026-11-22 06:00:00+00"} | ["2026-11-22T06:00:00Z"]
          23   | {{1,2},{3,4}}             | "{{1,2},{3,4}}"
          23   | [0:1]={1,2}               | "[0:1]={1,2}"
          """)
  void arrayBecomes(int element, String text, String json) {
    assertThat(encode(new ColumnType(0, element, ','), text)).isEqualTo(json);
  }

  @Test
  void boxesAreSeparatedBySemicolons() {
    assertThat(encode(new ColumnType(1020, 603, ';'), "{(1,1),(0,0);(3,3),(2,2)}"))
        .isEqualTo("[\"(1,1),(0,0)\",\"(3,3),(2,2)\"]");
  }

  @Property
  void everyTextIsReadBackUnchanged(@ForAll String text) throws Exception {
    String utf8 = new String(text.getBytes(UTF_8), UTF_8); // what PostgreSQL can hold

    String json = encode(ColumnType.scalar(TEXT), utf8);

    assertThat(new ObjectMapper().readValue(json, String.class)).isEqualTo(utf8);
  }

  @Test
  void controlCharactersAreEscaped() {
    assertThat(encode(ColumnType.scalar(TEXT), "\u0001\b\f\n\r\t\u001f\u007f"))
        .isEqualTo("\"\\u0001\\b\\f\\n\\r\\t\\u001f\u007f\"");
  }

  private static String encode(ColumnType type, String text) {
    LineBuffer out = new LineBuffer();
    byte[] padded = ("##" + text + "##").getBytes(UTF_8);
    ValueEncoders.of(type).encode(padded, 2, padded.length - 4, out);
    return new String(out.take(), UTF_8);
  }
}
