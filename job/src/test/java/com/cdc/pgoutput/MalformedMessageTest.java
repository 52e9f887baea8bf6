package com.cdc.pgoutput;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.cdc.event.TableId;
import com.cdc.json.ColumnType;
import com.cdc.json.RowShape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What fuzzing found, each by its smallest input; ~ stands for a zero byte, # for 0xff. */
class MalformedMessageTest {

  private static final String BEGIN = "B~~~~~~~1~~~~~~~~~~~2";
  private static final String RELATION =
      "R~~~7public~item~d~\u0002\u0001id~~~~\u0019####~note~~~~\u0019####";

  private final PgOutputDecoder decoder = new PgOutputDecoder();
  private final ChangeAssembler assembler =
      new ChangeAssembler(
          MalformedMessageTest::shape,
          (prefix, content) -> {},
          (table, lsn) -> {},
          (relation, from, millis) -> {},
          StreamPosition.startOf(1, 0),
          1 << 20);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          I~~~7N~\u0002t~~~\u0001a             | 14 | it ends before column 1
          I~~~7N~\u0002nt~~~\u0002a            | 10 | column 1 is 2 bytes long, 1 follow
          I~~~7N~\u0002nt\u007f###a            | 10 | column 1 is 2147483647 bytes long, 1 follow
          I~~~7N~\u0002nt####a                 | 10 | column 1 is -1 bytes long, 1 follow
          I~~~7N~\u0002nt~~                    | 10 | it ends where 4 bytes have to follow
          I~~~7N##nn                           | 6  | -1 columns do not fit into the 2 bytes that follow
          I~~~7N\u007f#nn                      | 6  | 32767 columns do not fit into the 2 bytes that follow
          I~~~7N~\u0002nx                      | 9  | column 1 is of the unknown kind 120
          I~~~7N~\u0002nnn                     | 10 | 1 bytes follow its end
          I~~~7O~\u0002nn                      | 5  | a tuple of kind 'N' has to follow
          I~~~7N~\u0001n                       | 5  | a row of 1 columns, but the relation has 2
          I~~~7N~\u0003nnn                     | 5  | a row of 3 columns, but the relation has 2
          I~~~8N~\u0002nn                      | 1  | no Relation message has announced its relation
          D~~~7K~\u0002un                      | 5  | the old row says of a column that it is unchanged
          D~~~7N~\u0002nn                      | 5  | a tuple of kind 'O' has to follow
          T\u007f###~~~~7                      | 1  | 2147483647 relations do not fit into the 4 bytes that follow
          T~~~\u0001~~~~8                      | 1  | no Relation message has announced its relation
          M~~~~~~~~~p~~~~\u0009x               | 12 | the content is 9 bytes long, 1 follow
          M~~~~~~~~~p                          | 10 | a string has no end
          R~~~7a~b~d\u007f#                    | 10 | 32767 columns do not fit into the 0 bytes that follow
          R~~~7a~~d~~                          | 7  | the relation has no name
          R~~~7a~#~d~~                         | 7  | a string is not valid UTF-8
          R~~~7a~b~d~\u0002~c~~~~~~~~~~c~~~~~~~~~ | 24 | column 1 has the name of an earlier one
          B~~~~~~~3~~~~~~~~~~~4                | 0  | the transaction before it has not ended
          C~~~~~~~~3~~~~~~~~~~~~~~~~           | 2  | the transaction began with another commit LSN
          S~~~~~                               | 0  | protocol version 1 has no such message
          I~~~7N~\u0002t~~~\u0001#n            | 13 | the value of column "id" of table public.item is not valid UTF-8
          """)
  void messageThatIsNoneIsNamedWithItsOffset(String message, int offset, String problem) {
    decode(BEGIN);
    decode(RELATION);

    MalformedMessageException error =
        catchThrowableOfType(MalformedMessageException.class, () -> decode(message));

    assertThat(error.type()).isEqualTo(message.charAt(0));
    assertThat(error).hasMessageEndingWith("at offset " + offset + ": " + problem);
    assertThat(error.offset()).isEqualTo(offset);
  }

  @Test
  void messageNamesTypeLengthAndRelation() {
    decode(BEGIN);
    decode(RELATION);

    assertThat(
            catchThrowableOfType(
                MalformedMessageException.class, () -> decode("I~~~7N~\u0002t~~~\u0001a")))
        .hasMessage(
            "pgoutput message 'I' (Insert) of 14 bytes for relation 55 (public.item), at offset 14:"
                + " it ends before column 1");
    assertThat(catchThrowableOfType(MalformedMessageException.class, () -> decode("")))
        .hasMessageStartingWith("pgoutput message 0x00 of 0 bytes, at offset 0:");
  }

  @Test
  void rowOutsideOfATransactionIsRefused() {
    decode(RELATION);

    assertThat(
            catchThrowableOfType(MalformedMessageException.class, () -> decode("I~~~7N~\u0002nn")))
        .hasMessageEndingWith("no transaction has begun");
  }

  /** A column of an earlier row must not be taken for it. */
  @Test
  void oldKeyThatIsNullIsNull() {
    decode(BEGIN);
    decode(RELATION);
    decode("U~~~7K~\u0002t~~~\u0001an" + "N~\u0002t~~~\u0001bn");
    decode("U~~~7K~\u0002nn" + "N~\u0002t~~~\u0001bn");

    assertThat(new String(assembler.take().get(0).lines, ISO_8859_1))
        .contains("\"__old_key\":\"{\\\"id\\\":\\\"a\\\"}\"")
        .contains("\"__old_key\":\"{\\\"id\\\":null}\"");
  }

  private void decode(String message) {
    byte[] bytes = message.replace('~', '\0').replace('#', '\u00ff').getBytes(ISO_8859_1);
    byte[] within = new byte[bytes.length + 40];
    Arrays.fill(within, (byte) 'n');
    System.arraycopy(bytes, 0, within, 20, bytes.length);
    decoder.decode(within, 20, bytes.length, assembler);
  }

  private static RowShape shape(Relation relation) {
    return new RowShape(
        new TableId(relation.schema(), relation.name()),
        relation.columns().stream()
            .map(c -> new RowShape.Column(c.name(), ColumnType.scalar(c.type()), c.identity()))
            .toList());
  }
}
