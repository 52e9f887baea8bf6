package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.testing.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each kind of change lands as, under each replica identity. */
class EveryChangeTest {

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  private static final String ITEM =
      "CREATE TABLE item (id int PRIMARY KEY, code text NOT NULL, n int, note text);"
          + " ALTER TABLE item ALTER note SET STORAGE EXTERNAL";

  private static final String[] CHANGES = {
    "INSERT INTO item VALUES (1, 'a', NULL, repeat('x', 3000)), (2, 'b', 2, NULL)",
    "UPDATE item SET n = 5 WHERE id = 1",
    "UPDATE item SET n = NULL WHERE id = 2",
    "UPDATE item SET id = 3 WHERE id = 1",
    "UPDATE item SET code = 'c' WHERE id = 3",
    "DELETE FROM item WHERE id = 2"
  };

  private static final String LONG = "x".repeat(3000);

  @Test
  void underTheDefaultIdentityTheOldKeyIsSentWhereItChanged() throws Exception {
    StreamedTables tables = new StreamedTables(postgres, "by_default", ITEM).withBefore();

    assertThat(tables.records(CHANGES))
        .containsExactly(
            "item {'id':1,'code':'a','n':null,'note':'%s','__op':'c','__seq':1}".formatted(LONG),
            "item {'id':2,'code':'b','n':2,'note':null,'__op':'c','__seq':2}",
            "item {'id':1,'code':'a','n':5,'__op':'u','__seq':1,'__unchanged':['note']}",
            "item {'id':2,'code':'b','n':null,'note':null,'__op':'u','__seq':1}",
            "item {'id':1,'__op':'d','__seq':1}",
            "item {'id':3,'code':'a','n':5,'__op':'u','__seq':2,'__unchanged':['note'],"
                + "'__old_key':'{'id':1}','__before':'{'id':1}'}",
            "item {'id':3,'code':'c','n':5,'__op':'u','__seq':1,'__unchanged':['note']}",
            "item {'id':2,'__op':'d','__seq':1}");
  }

  @Test
  void underFullTheOldRowIsSentAndFillsWhatIsUnchanged() throws Exception {
    StreamedTables tables =
        new StreamedTables(postgres, "by_all", ITEM, "ALTER TABLE item REPLICA IDENTITY FULL")
            .withBefore();

    assertThat(tables.records(CHANGES))
        .containsExactly(
            "item {'id':1,'code':'a','n':null,'note':'%s','__op':'c','__seq':1}".formatted(LONG),
            "item {'id':2,'code':'b','n':2,'note':null,'__op':'c','__seq':2}",
            ("item {'id':1,'code':'a','n':5,'note':'%1$s','__op':'u','__seq':1,"
                    + "'__before':'{'id':1,'code':'a','note':'%1$s'}'}")
                .formatted(LONG),
            "item {'id':2,'code':'b','n':null,'note':null,'__op':'u','__seq':1,"
                + "'__before':'{'id':2,'code':'b','n':2}'}",
            "item {'id':1,'code':'a','n':5,'note':'%s','__op':'d','__seq':1}".formatted(LONG),
            ("item {'id':3,'code':'a','n':5,'note':'%1$s','__op':'u','__seq':2,"
                    + "'__old_key':'{'id':1}','__before':'{'id':1,'code':'a','n':5,'note':'%1$s'}'}")
                .formatted(LONG),
            ("item {'id':3,'code':'c','n':5,'note':'%1$s','__op':'u','__seq':1,"
                    + "'__before':'{'id':3,'code':'a','n':5,'note':'%1$s'}'}")
                .formatted(LONG),
            "item {'id':2,'code':'b','__op':'d','__seq':1}");
  }

  @Test
  void usingAnIndexItsColumnsAreTheKey() throws Exception {
    StreamedTables tables =
        new StreamedTables(
                postgres,
                "by_index",
                ITEM,
                "CREATE UNIQUE INDEX item_code ON item (code)",
                "ALTER TABLE item REPLICA IDENTITY USING INDEX item_code")
            .withBefore();

    assertThat(tables.records(CHANGES).subList(4, 8))
        .containsExactly(
            "item {'id':3,'code':'a','n':5,'__op':'u','__seq':1,'__unchanged':['note']}",
            "item {'code':'a','__op':'d','__seq':1}",
            "item {'id':3,'code':'c','n':5,'__op':'u','__seq':2,'__unchanged':['note'],"
                + "'__old_key':'{'code':'a'}','__before':'{'code':'a'}'}",
            "item {'code':'b','__op':'d','__seq':1}");
  }

  @Test
  void withoutAnIdentityRowsAreInsertedOnly() throws Exception {
    StreamedTables tables =
        new StreamedTables(
            postgres, "by_nothing", ITEM, "ALTER TABLE item REPLICA IDENTITY NOTHING");

    assertThat(tables.records(CHANGES[0]))
        .hasSize(2)
        .last()
        .isEqualTo("item {'id':2,'code':'b','n':2,'note':null,'__op':'c','__seq':2}");
    for (String change : new String[] {CHANGES[1], CHANGES[5]}) {
      assertThatThrownBy(() -> tables.execute(change))
          .rootCause()
          .hasMessageContaining("does not have a replica identity");
    }
  }

  @Test
  void anUpdateOfATableWithoutAKeyTakesTheOldRowAwayFirst() throws Exception {
    StreamedTables tables =
        new StreamedTables(
                postgres,
                "by_row",
                "CREATE TABLE loose (n int, note text)",
                "ALTER TABLE loose ALTER note SET STORAGE EXTERNAL",
                "ALTER TABLE loose REPLICA IDENTITY FULL")
            .withBefore();

    assertThat(
            tables.records(
                "INSERT INTO loose VALUES (1, NULL), (1, NULL), (2, repeat('x', 3000))",
                "UPDATE loose SET n = n + 10",
                "DELETE FROM loose WHERE n = 11"))
        .containsExactly(
            "loose {'n':1,'note':null,'__op':'c','__seq':1}",
            "loose {'n':1,'note':null,'__op':'c','__seq':2}",
            "loose {'n':2,'note':'%s','__op':'c','__seq':3}".formatted(LONG),
            "loose {'n':1,'__op':'d','__seq':1}",
            "loose {'n':11,'note':null,'__op':'u','__seq':2,'__before':'{'n':1}'}",
            "loose {'n':1,'__op':'d','__seq':3}",
            "loose {'n':11,'note':null,'__op':'u','__seq':4,'__before':'{'n':1}'}",
            "loose {'n':2,'note':'%s','__op':'d','__seq':5}".formatted(LONG),
            "loose {'n':12,'note':'%1$s','__op':'u','__seq':6,'__before':'{'n':2,'note':'%1$s'}'}"
                .formatted(LONG),
            "loose {'n':11,'__op':'d','__seq':1}",
            "loose {'n':11,'__op':'d','__seq':2}");
  }

  @Test
  void everyTruncatedTableHasARecordOfItsOwnInTheTransactionsOrder() throws Exception {
    StreamedTables tables =
        new StreamedTables(
            postgres,
            "emptied",
            "CREATE TABLE parent (id serial PRIMARY KEY)",
            "CREATE TABLE child (id int PRIMARY KEY REFERENCES parent)",
            "CREATE TABLE other (id int PRIMARY KEY)");

    assertThat(
            tables.records(
                "INSERT INTO other VALUES (1); TRUNCATE parent, other RESTART IDENTITY CASCADE;"
                    + " INSERT INTO parent DEFAULT VALUES"))
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("other {'id':1,'__op':'c','__seq':1}"),
            second -> assertThat(second).endsWith(" {'__op':'t','__seq':2}"),
            third -> assertThat(third).endsWith(" {'__op':'t','__seq':3}"),
            fourth -> assertThat(fourth).endsWith(" {'__op':'t','__seq':4}"),
            last -> assertThat(last).isEqualTo("parent {'id':1,'__op':'c','__seq':5}"))
        .extracting(record -> record.substring(0, record.indexOf(' ')))
        .contains("child");
  }

  @Test
  void withoutTheOptionNoRecordHasTheRowBefore() throws Exception {
    StreamedTables tables =
        new StreamedTables(postgres, "plain", ITEM, "ALTER TABLE item REPLICA IDENTITY FULL");

    assertThat(tables.records(CHANGES)).hasSize(8).noneMatch(record -> record.contains("__before"));
  }
}
