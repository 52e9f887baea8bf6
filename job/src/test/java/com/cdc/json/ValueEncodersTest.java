package com.cdc.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.RecordFormat;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueEncodersTest {

  private static final int TEXT = 25;

  private static final RecordFormat OTHER =
      new RecordFormat(
          RecordFormat.Numeric.NUMBER,
          RecordFormat.Bytea.HEX,
          RecordFormat.Json.NESTED,
          RecordFormat.Composite.OBJECT,
          false);

  private static final ColumnType PAIR =
      composite("n", ColumnType.scalar(20), "t", ColumnType.scalar(TEXT));

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
    assertThat(encode(ColumnType.array(0, ColumnType.scalar(element), ','), text)).isEqualTo(json);
  }

  @Test
  void boxesAreSeparatedBySemicolons() {
    assertThat(
            encode(
                ColumnType.array(1020, ColumnType.scalar(603), ';'), "{(1,1),(0,0);(3,3),(2,2)}"))
        .isEqualTo("[\"(1,1),(0,0)\",\"(3,3),(2,2)\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          1700 | 12345678901234567890.10    | 12345678901234567890.10
          1700 | NaN                        | "NaN"
          1700 | -Infinity                  | "-Infinity"
          17   | \\x                        | ""
          17   | \\x00ff                    | "00ff"
          3802 | {"a": [1.50, null]}        | {"a": [1.50, null]}
          3802 | "x"                        | "x"
          114  | [1,2]                      | [1,2]
          114  | "\\ud800"                   | "\\ud800"
          114  | {"a":1,"a":2}              | "{\\"a\\":1,\\"a\\":2}"
          114  | {"a":1,"\\u0061":2}         | "{\\"a\\":1,\\"\\\\u0061\\":2}"
          114  | [{"a":1},{"a":2}]          | [{"a":1},{"a":2}]
          """)
  void scalarBecomesInItsOtherForm(int oid, String text, String json) {
    assertThat(encode(ColumnType.scalar(oid), text, OTHER)).isEqualTo(json);
  }

  @Test
  void nestedJsonIsOneLineWithoutTheSpaceAroundIt() {
    assertThat(encode(ColumnType.scalar(114), " \t[1,\r\n2, \"\\n\"]\n", OTHER))
        .isEqualTo("[1,  2, \"\\n\"]");
  }

  @Test
  void otherFormsAreWithinArraysToo() {
    assertThat(encode(array(1700), "{1.50,NULL,NaN}", OTHER)).isEqualTo("[1.50,null,\"NaN\"]");
    assertThat(encode(array(17), "{\"\\\\x00ff\",NULL}", OTHER)).isEqualTo("[\"00ff\",null]");
    assertThat(encode(array(3802), "{\"{\\\"a\\\": 1}\",NULL}", OTHER))
        .isEqualTo("[{\"a\": 1},null]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          (1,a)                      | {"n":1,"t":"a"}
          (,)                        | {"n":null,"t":null}
          (1,"")                     | {"n":1,"t":""}
          (1," a,(b) ""c"" \\\\ ")     | {"n":1,"t":" a,(b) \\"c\\" \\\\ "}
          (1,NULL)                   | {"n":1,"t":"NULL"}
          """)
  void compositeBecomesAnObject(String text, String json) {
    assertThat(encode(PAIR, text, OTHER)).isEqualTo(json);
    assertThat(encode(PAIR, text, RecordFormat.DEFAULT)).startsWith("\"(");
  }

  @Test
  void compositesAndArraysNest() {
    ColumnType pairs = ColumnType.array(0, PAIR, ',');
    ColumnType outer = composite("p", PAIR, "ps", pairs, "ns", array(20));

    assertThat(encode(outer, "(\"(1,\"\"a b\"\")\",\"{\"\"(2,)\"\",NULL}\",\"{1,2}\")", OTHER))
        .isEqualTo(
            "{\"p\":{\"n\":1,\"t\":\"a b\"},\"ps\":[{\"n\":2,\"t\":null},null],\"ns\":[1,2]}");
    assertThat(encode(ColumnType.composite(0, List.of()), "()", OTHER)).isEqualTo("{}");
    assertThat(encode(composite("t", ColumnType.scalar(TEXT)), "()", OTHER))
        .isEqualTo("{\"t\":null}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(1)", "(1,a,)", "(1,a,b)", "()", "(a,1)", "(1\n,a)", "(\"\",a)"})
  void compositeOfAnotherVersionOfItsTypeIsText(String text) {
    assertThat(encode(PAIR, text, OTHER)).isEqualTo(encode(ColumnType.scalar(TEXT), text));
  }

  @Property
  void compositeIsOneValidValueWhateverItsTextIs(
      @ForAll @CharRange(from = ' ', to = '~') String text, @ForAll @IntRange(max = 11) int type)
      throws Exception {
    int oid = new int[] {16, 17, 20, 114, 701, 1082, 1114, 1184, 1700, 3802, 25, 1186}[type];
    for (ColumnType element : List.of(ColumnType.scalar(oid), array(oid), PAIR)) {
      String field = "(\"" + text.replace("\\", "\\\\").replace("\"", "\"\"") + "\")";

      String json = encode(composite("a", element), field, OTHER);

      new ObjectMapper().readTree(json);
      assertThat(json).doesNotContain("\n");
    }
  }

  @Test
  void highByteOfACharIsEscapedAsNewerServersDo() {
    LineBuffer out = new LineBuffer();
    ValueEncoders.of(ColumnType.scalar(18)).encode(new byte[] {(byte) 0xff}, 0, 1, out);

    assertThat(out.take()).asString(UTF_8).isEqualTo("\"\\\\377\"");
    assertThat(encode(ColumnType.scalar(18), "")).isEqualTo("\"\"");
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

  private static ColumnType array(int element) {
    return ColumnType.array(0, ColumnType.scalar(element), ',');
  }

  private static ColumnType composite(Object... namesAndTypes) {
    List<ColumnType.Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      attributes.add(
          new ColumnType.Attribute((String) namesAndTypes[i], (ColumnType) namesAndTypes[i + 1]));
    }
    return ColumnType.composite(0, attributes);
  }

  private static String encode(ColumnType type, String text) {
    return encode(type, text, RecordFormat.DEFAULT);
  }

  private static String encode(ColumnType type, String text, RecordFormat format) {
    LineBuffer out = new LineBuffer();
    byte[] padded = ("##" + text + "##").getBytes(UTF_8);
    ValueEncoders.of(type, new Encoding(format)).encode(padded, 2, padded.length - 4, out);
    return new String(out.take(), UTF_8);
  }
}
