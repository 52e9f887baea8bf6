package com.cdc.config;

import static com.cdc.config.ConfigFixture.load;
import static com.cdc.config.ConfigFixture.problems;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableListTest {
  private static final String WHERE = "`postgres.tables` (environment variable TABLE_INCLUDE)";

  @Test
  void namesAreLiteralAndEntriesAreTrimmedOutsideQuotes() {
    assertThat(tables(" public.items ,Sales.Order Lines,  \" s \".\" t \" ,"))
        .containsExactly(
            new TableId("public", "items"),
            new TableId("Sales", "Order Lines"),
            new TableId(" s ", " t "));
  }

  @Test
  void quotesGoAroundCommasDotsAndQuotes() {
    assertThat(tables("\"a.b\".\"c,d\",s.\"say \"\"hi\"\"\",\"x\".y"))
        .containsExactly(
            new TableId("a.b", "c,d"), new TableId("s", "say \"hi\""), new TableId("x", "y"));
  }

  @Test
  void formattedTablesAreReadBack() {
    List<TableId> tables =
        List.of(new TableId("a.b", "c,d"), new TableId("s \"", " t"), new TableId("p", "q r"));

    assertThat(tables(TableList.format(tables))).isEqualTo(tables);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "items     | has no dot; write `schema.table`, with double quotes around a name that"
            + " contains a comma, dot or quote.",
        "a.b.c     | has more than one dot; write `schema.table`, with double quotes around a name"
            + " that contains a dot.",
        "a.\"b     | has an unbalanced quote; put double quotes around a whole name and double"
            + " those inside it.",
        "a.b\"c\"  | has an unbalanced quote; put double quotes around a whole name and double"
            + " those inside it.",
        ".b        | needs a schema and a table; write `schema.table`.",
        "a.\"\"    | needs a schema and a table; write `schema.table`.",
      })
  void aBadEntryIsNamed(String entry, String complaint) {
    assertThat(problems("TABLE_INCLUDE", "x.y," + entry))
        .containsExactly("Entry 2 of " + WHERE + ", `" + entry + "`, " + complaint);
  }

  @Test
  void aTableIsNamedOnlyOnce() {
    assertThat(problems("TABLE_INCLUDE", "a.b,\"a\".b"))
        .containsExactly(WHERE + " names a.b twice.");
  }

  @Test
  void tablesThatDifferOnlyInCaseWouldShareADirectory() {
    assertThat(problems("TABLE_INCLUDE", "public.Items,public.items"))
        .containsExactly(
            "Tables public.Items and public.items would share the landing directory"
                + " cdc.public.Items on case-insensitive stores and in case-insensitive catalogues;"
                + " capture only one of them in a pipeline.");
  }

  @Test
  void onlyCommasNameNoTable() {
    assertThat(problems("TABLE_INCLUDE", " , "))
        .containsExactly(WHERE + " names no table; give at least one `schema.table`.");
  }

  private static List<TableId> tables(String text) {
    return load("TABLE_INCLUDE", text).onlySource().tables();
  }
}
