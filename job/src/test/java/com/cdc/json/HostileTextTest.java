package com.cdc.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that their types do not print, found by fuzzing: each lands as a string of itself. */
class HostileTextTest {

  private static final RecordFormat OTHER =
      new RecordFormat(
          RecordFormat.Numeric.NUMBER,
          RecordFormat.Bytea.HEX,
          RecordFormat.Json.NESTED,
          RecordFormat.Composite.OBJECT,
          false);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      emptyValue = "",
      textBlock =
          """
          20   | x
          20   | 01
          20   | -
          20   | 1,"a":2
          701  | 1.
          701  | "1
          701  | 1e
          16   | true
          17   | \\\\x0
          17   | \\\\xzz
          17   | é
          17   | 00ff
          1082 | "y
          1082 | 2026-11-22"
          1082 | 0000-11-22 BC
          1082 | x-11-22 BC
          1082 | 99999999999-01-01 BC
          1114 | 2026-11-22
          1184 | 2026-11-22 06:00:00
          1184 | 2026-11-22 06:00:00+05:30
          1184 | 2026-11-22 06:00:00+80
          1184 | 2026-11-22 06:00:00-08
          3802 | {"a":1} {
          3802 | {"a":1,"a":2}
          """)
  void scalarLandsAsItsText(int oid, String text) throws Exception {
    String sent = text.replace("\\\\", "\\");

    assertThat(read(ColumnType.scalar(oid), sent, RecordFormat.DEFAULT)).isEqualTo(sent);
    assertThat(read(ColumnType.scalar(oid), sent, OTHER)).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 17, 20, 701, 1082, 1114, 1184, 1700, 3802, 114})
  void nothingIsAnEmptyString(int oid) throws Exception {
    assertThat(read(ColumnType.scalar(oid), "", OTHER)).isEqualTo("");
    assertThat(read(array(oid), "", OTHER)).isEqualTo("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "}",
        "{\"",
        "{\"\\}",
        "{1,}",
        "{,1}",
        "{\"1\"2}",
        "{1{2}}",
        "{1}2}",
        "{1\\,2}"
      })
  void arrayThatIsNoneLandsAsItsText(String text) throws Exception {
    assertThat(read(array(20), text, RecordFormat.DEFAULT)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(\"a)", "(\"a\\b\")", "(\"\\)", "(\"", "("})
  void compositeThatIsNoneLandsAsItsText(String text) throws Exception {
    ColumnType one =
        ColumnType.composite(0, List.of(new ColumnType.Attribute("t", ColumnType.scalar(25))));

    assertThat(read(one, text, OTHER)).isEqualTo(text);
  }

  @Test
  void jsonThatRepeatsAKeyIsTheSameLineAsOneThatDoesNot() throws Exception {
    assertThat(read(ColumnType.scalar(114), " {\"a\":1,\n\"a\":2}\n", OTHER))
        .isEqualTo("{\"a\":1, \"a\":2}");
  }

  @Test
  void jsonInAnotherEncodingIsNone() throws Exception {
    String utf16 = "\u0000[\u0000]";

    assertThat(read(ColumnType.scalar(114), utf16, OTHER)).isEqualTo(utf16);
    assertThat(read(ColumnType.scalar(114), "\ufeff[]", OTHER)).isEqualTo("\ufeff[]");
  }

  @Test
  void jsonThatIsNestedWithoutEndNeedsNoStack() throws Exception {
    String deep = "[".repeat(200_000) + "]".repeat(200_000);

    assertThat(read(ColumnType.scalar(3802), deep, OTHER)).isEqualTo(deep);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080",
        "\u00c3",
        "\u00c0\u0080",
        "\u00ed\u00a0\u0080",
        "\u00f4\u0090\u0080\u0080"
      })
  void whatIsNoUtf8IsRefusedByTheNameOfItsColumn(String bytes) {
    byte[] text = ("ab" + bytes).getBytes(ISO_8859_1);
    RowShape shape =
        new RowShape(
            new TableId("public", "item"),
            List.of(new RowShape.Column("note", ColumnType.scalar(25), false)));
    RecordWriter writer = new RecordWriter(new LineBuffer());
    writer.begin();

    assertThatThrownBy(() -> writer.value(shape, 0, text, 0, text.length))
        .isInstanceOf(InvalidTextException.class)
        .hasMessage("the value of column \"note\" of table public.item is not valid UTF-8");
  }

  private static ColumnType array(int element) {
    return ColumnType.array(0, ColumnType.scalar(element), ',');
  }

  /** What a reader finds; around the text there is what must not be read. */
  private static Object read(ColumnType type, String text, RecordFormat format) throws Exception {
    LineBuffer out = new LineBuffer();
    byte[] utf8 = text.getBytes(UTF_8);
    byte[] padded = ("\"9" + text + "9\"").getBytes(UTF_8);
    ValueEncoders.of(type, new Encoding(format)).encode(padded, 2, utf8.length, out);
    return new ObjectMapper().readValue(out.take(), Object.class);
  }
}
