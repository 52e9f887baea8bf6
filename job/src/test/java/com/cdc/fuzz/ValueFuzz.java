package com.cdc.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.RecordFormat;
import com.cdc.json.ColumnType;
import com.cdc.json.Encoding;
import com.cdc.json.InvalidTextException;
import com.cdc.json.LineBuffer;
import com.cdc.json.Utf8;
import com.cdc.json.ValueEncoder;
import com.cdc.json.ValueEncoders;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The encoder of each type, fed with texts that the type does not print. */
final class ValueFuzz implements FuzzTarget {

  /** A type's encoder and what is changed to feed it. */
  private record Kind(ColumnType type, RecordFormat format, ValueEncoder encoder, byte[] text) {}

  private final List<Kind> kinds = new ArrayList<>();

  ValueFuzz() {
    for (RecordFormat format : List.of(RecordFormat.DEFAULT, FuzzShapes.OTHER)) {
      scalar(format, 16, "t");
      scalar(format, 17, "\\xdeadBEEF00");
      scalar(format, 18, "x");
      scalar(format, 20, "-9223372036854775808");
      scalar(format, 25, "a \"q\" \\ \té 日 😀");
      scalar(format, 114, "{\"a\": [1.50,\n null, \"x\\ud83d\"], \"b\": {\"c\": true}}");
      scalar(format, 701, "-1.5e-300");
      scalar(format, 1082, "0044-03-15 BC");
      scalar(format, 1114, "2026-11-22 06:00:00.123456");
      scalar(format, 1184, "2026-11-22 06:00:00.123456+00");
      scalar(format, 1184, "294276-12-31 23:59:59+00 BC");
      scalar(format, 1186, "1 mon -02:00:00");
      scalar(format, 1700, "12345678901234567890.10");
      scalar(format, 3802, "{\"a\": [1.50, null], \"b\": {\"c\": \"\\u0001\"}}");
      scalar(format, 3904, "[1,5)");
      add(format, FuzzShapes.array(1007, 23), "{1,NULL,3}");
      add(format, FuzzShapes.array(1009, 25), "{\"a b\",NULL,\"NULL\",\"\",c\\d}");
      add(format, FuzzShapes.array(1001, 17), "{\"\\\\x6869\",NULL}");
      add(format, FuzzShapes.array(3807, 3802), "{\"{\\\"a\\\": 1}\",\"[]\"}");
      add(format, ColumnType.array(1020, ColumnType.scalar(603), ';'), "{(1,1),(0,0);(3,3),(2,2)}");
      add(format, ColumnType.array(0, FuzzShapes.array(1007, 23), ','), "{\"{1,2}\",\"{}\"}");
      add(format, FuzzShapes.PART, "(1,\"a,\"\"b\"\"\",\"{x,\"\"y z\"\"}\",\"\\\\x01\")");
      add(format, FuzzShapes.PARTS, "{\"(1,a,{x},\\\"\\\\\\\\x01\\\")\",NULL}");
    }
  }

  private void scalar(RecordFormat format, int oid, String text) {
    add(format, ColumnType.scalar(oid), text);
  }

  private void add(RecordFormat format, ColumnType type, String text) {
    ValueEncoder encoder = ValueEncoders.of(type, new Encoding(format));
    kinds.add(new Kind(type, format, encoder, text.getBytes(UTF_8)));
  }

  private static final Pattern LINE_BREAK = Pattern.compile("[\\n\\r]");
  private static final Pattern SPACE_AROUND = Pattern.compile("\\A[ \\t\\n\\r]+|[ \\t\\n\\r]+\\z");

  @Override
  public void attempt(RandomGenerator random) {
    Kind kind = kinds.get(random.nextInt(kinds.size()));
    byte[] text =
        switch (random.nextInt(8)) {
          case 0 -> Mutation.hostileText(random);
          case 1 -> kinds.get(random.nextInt(kinds.size())).text;
          default -> Mutation.of(kind.text, Mutation.hostileText(random), random);
        };
    holds(kind, text);
  }

  private static void holds(Kind kind, byte[] text) {
    Poisoned[] both = Poisoned.both(text);
    byte[] json = encode(kind.encoder, both[0]);
    assertThat(encode(kind.encoder, both[1])).isEqualTo(json);
    if (json == null) { // before version 16, a "char" may be one byte that is no UTF-8
      assertThat(Utf8.isValid(text, 0, text.length)).isFalse();
      return;
    }
    JsonNode value = StrictLines.value(json);
    String sent = new String(text, UTF_8);
    boolean isNested = new String(json, UTF_8).equals(sent.strip());
    if (value.isTextual() && !isNested && Utf8.isValid(text, 0, text.length)) {
      boolean isHex = kind.type.oid() == 17 && sent.startsWith("\\x"); // in lower or upper case
      assertThat(TextOfValue.possible(kind.type, value.textValue()))
          .as("What lands for %s as type %d", sent, kind.type.oid())
          .containsAnyOf(sent, isHex ? sent.toLowerCase(Locale.ROOT) : sent, inOneLine(kind, sent));
    }
  }

  /** What lands of JSON that cannot be nested, in the form in which it would have been. */
  private static String inOneLine(Kind kind, String sent) {
    boolean isNested = kind.format.json() == RecordFormat.Json.NESTED;
    return isNested && (kind.type.oid() == 114 || kind.type.oid() == 3802)
        ? LINE_BREAK.matcher(SPACE_AROUND.matcher(sent).replaceAll("")).replaceAll(" ")
        : sent;
  }

  /** Null if it is refused because it is no UTF-8. */
  private static byte @Nullable [] encode(ValueEncoder encoder, Poisoned text) {
    LineBuffer out = new LineBuffer();
    try {
      Fuzz.withBoundedMemory(
          text.length(), () -> encoder.encode(text.bytes(), text.offset(), text.length(), out));
      return out.take();
    } catch (InvalidTextException e) {
      return null;
    }
  }
}
