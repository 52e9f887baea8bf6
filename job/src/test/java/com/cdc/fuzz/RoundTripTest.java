package com.cdc.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.ChangeBatch;
import com.cdc.event.RecordFormat;
import com.cdc.pgoutput.ChangeAssembler;
import com.cdc.pgoutput.PgOutputDecoder;
import com.cdc.pgoutput.Relation;
import com.cdc.pgoutput.StreamPosition;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Valid messages land as the values that went into them, whatever those are. */
class RoundTripTest {

  private static final int TEXT = 25;
  private static final int MOST_COLUMNS = 1600; // PostgreSQL's limit for a table

  @Property(tries = 300)
  void rowsAreReadBackAsTheyWere(
      @ForAll("rows") List<List<@Nullable String>> rows, @ForAll @IntRange(max = 64) int width) {
    List<List<@Nullable String>> cut =
        rows.stream().<List<@Nullable String>>map(row -> row.subList(0, width)).toList();

    assertThat(landed(cut, width)).isEqualTo(cut);
  }

  @Property(tries = 200)
  void everyCharacterIsReadBack(@ForAll @IntRange(max = 0x10ff) int block) {
    StringBuilder text = new StringBuilder();
    for (int c = block << 8; c < (block + 1) << 8; c++) {
      if (c != 0 && (c < 0xd800 || c > 0xdfff)) { // neither can be in a text of PostgreSQL
        text.appendCodePoint(c);
      }
    }
    List<List<@Nullable String>> rows = List.of(List.of(text.toString()));

    assertThat(landed(rows, 1)).isEqualTo(rows);
  }

  @Test
  void widestAndLongestRowsAreReadBack() {
    List<List<@Nullable String>> wide = List.of(new ArrayList<>());
    for (int i = 0; i < MOST_COLUMNS; i++) {
      wide.get(0).add(i % 3 == 0 ? null : "\"" + i);
    }
    List<List<@Nullable String>> longest = List.of(List.of("é\n\"".repeat(1 << 20)));

    assertThat(landed(wide, MOST_COLUMNS)).isEqualTo(wide);
    assertThat(landed(longest, 1)).isEqualTo(longest);
  }

  @Provide
  Arbitrary<List<List<@Nullable String>>> rows() {
    Arbitrary<@Nullable String> value =
        Arbitraries.strings()
            .withChars('a', '"', '\\', '\n', '\u0001', 'é', '日', '\ufffd', '\u2028')
            .ofMaxLength(20)
            .injectNull(0.2);
    return value.list().ofSize(64).list().ofMinSize(1).ofMaxSize(3);
  }

  private static List<List<@Nullable String>> landed(List<List<@Nullable String>> rows, int width) {
    List<Relation.Column> columns = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      columns.add(new Relation.Column("c" + i, TEXT, -1, i == 0));
    }
    WireMessages wire = new WireMessages();
    Stream stream = new Stream();
    wire.begin(100, 0, 1);
    stream.decode(wire.take());
    wire.relation(new Relation(7, "public", "item", 'd', columns));
    stream.decode(wire.take());
    for (List<@Nullable String> row : rows) {
      wire.insert(7, bytes(row));
      stream.decode(wire.take());
    }
    wire.commit(100, 108);
    stream.decode(wire.take());
    return stream.records().stream().map(record -> values(record, width)).toList();
  }

  private static List<byte @Nullable []> bytes(List<@Nullable String> row) {
    List<byte @Nullable []> bytes = new ArrayList<>();
    row.forEach(value -> bytes.add(value == null ? null : value.getBytes(UTF_8)));
    return bytes;
  }

  private static List<@Nullable String> values(JsonNode record, int width) {
    List<@Nullable String> values = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      values.add(record.required("c" + i).textValue());
    }
    return values;
  }

  /** The stream's way from messages to records. */
  private static final class Stream {

    private final PgOutputDecoder decoder = new PgOutputDecoder();
    private final ChangeAssembler assembler =
        new ChangeAssembler(
            relation -> FuzzShapes.shape(relation, RecordFormat.DEFAULT, 1),
            (prefix, content) -> {},
            (table, lsn) -> {},
            (relation, from, millis) -> {},
            StreamPosition.startOf(1, 0),
            1 << 20);

    void decode(byte[] message) {
      Poisoned within = Poisoned.among(message, (byte) '"');
      decoder.decode(within.bytes(), within.offset(), within.length(), assembler);
    }

    List<JsonNode> records() {
      List<JsonNode> records = new ArrayList<>();
      for (ChangeBatch batch : assembler.take()) {
        records.addAll(StrictLines.of(batch.lines));
      }
      return records;
    }
  }
}
