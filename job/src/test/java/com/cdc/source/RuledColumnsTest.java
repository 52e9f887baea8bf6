package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.config.ColumnRules;
import com.cdc.config.Secret;
import com.cdc.event.ColumnRule;
import com.cdc.event.TableId;
import com.cdc.postgres.SentColumn;
import com.cdc.postgres.TableStamp;
import com.cdc.testing.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Columns that are dropped, hashed or masked, in every record of the stream that could have them.
 */
class RuledColumnsTest {

  private static final Secret KEY = Secret.of("Jefe");

  /** RFC 4231, test case 2: of {@code what do ya want for nothing?} under that key. */
  private static final String HASH =
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

  private static final String TEXT = "'what do ya want for nothing?'";

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @Test
  void noRecordShowsWhatIsDroppedHashedOrMasked() throws Exception {
    StreamedTables tables =
        new StreamedTables(
                postgres,
                "ruled",
                """
                CREATE TABLE person (email text PRIMARY KEY, __op text, phone text, salary text,
                  note text)
                """,
                "ALTER TABLE person ALTER __op SET STORAGE EXTERNAL, ALTER phone SET STORAGE EXTERNAL,"
                    + " ALTER salary SET STORAGE EXTERNAL")
            .withRules(rules("ruled"))
            .withBefore();

    assertThat(
            tables.records(
                "INSERT INTO person VALUES (%s, repeat('d', 3000), NULL, NULL, 'n')"
                    .formatted(TEXT),
                "UPDATE person SET salary = repeat('s', 3000), phone = repeat('p', 3000)",
                "UPDATE person SET note = NULL",
                "UPDATE person SET email = 'other'",
                "UPDATE person SET email = " + TEXT + ", phone = " + TEXT,
                "DELETE FROM person"))
        .satisfiesExactly(
            insert ->
                assertThat(insert)
                    .isEqualTo(
                        "person {'email':'%s','phone':null,'salary':null,'note':'n','__op':'c','__seq':1}"
                            .formatted(HASH)),
            update ->
                assertThat(update)
                    .matches(
                        "person \\{'email':'%s','phone':'[0-9a-f]{64}','salary':'[*]{4}','note':'n','__op':'u','__seq':1}"
                            .formatted(HASH)),
            unchanged ->
                assertThat(unchanged)
                    .isEqualTo(
                        "person {'email':'%s','salary':'****','note':null,'__op':'u','__seq':1,'__unchanged':['phone']}"
                            .formatted(HASH)),
            oldKey ->
                assertThat(oldKey)
                    .isEqualTo("person {'email':'%s','__op':'d','__seq':1}".formatted(HASH)),
            newKey ->
                assertThat(newKey)
                    .matches("person \\{'email':'[0-9a-f]{64}','salary':'[*]{4}','note':null,.*}")
                    .endsWith(
                        "'__unchanged':['phone'],'__old_key':'{'email':'%1$s'}','__before':'{'email':'%1$s'}'}"
                            .formatted(HASH)),
            otherKey ->
                assertThat(otherKey)
                    .matches("person \\{'email':'[0-9a-f]{64}','__op':'d','__seq':1}"),
            back -> assertThat(back).contains("'email':'" + HASH, "'phone':'" + HASH),
            delete ->
                assertThat(delete)
                    .isEqualTo("person {'email':'%s','__op':'d','__seq':1}".formatted(HASH)));
  }

  @Test
  void theRowBeforeIsNoWayAround() throws Exception {
    StreamedTables tables =
        new StreamedTables(
                postgres,
                "ruled_whole",
                "CREATE TABLE person (email text, __op text, phone text, salary int, note text)",
                "ALTER TABLE person REPLICA IDENTITY FULL")
            .withRules(rules("ruled_whole"))
            .withBefore();

    assertThat(
            tables.records(
                "INSERT INTO person VALUES (NULL, 'd', %s, 7, 'n')".formatted(TEXT),
                "UPDATE person SET note = 'm'"))
        .containsExactly(
            "person {'email':null,'phone':'%s','salary':'****','note':'n','__op':'c','__seq':1}"
                .formatted(HASH),
            "person {'phone':'%s','salary':'****','note':'n','__op':'d','__seq':1}".formatted(HASH),
            ("person {'email':null,'phone':'%1$s','salary':'****','note':'m','__op':'u','__seq':2,"
                    + "'__before':'{'phone':'%1$s','salary':'****','note':'n'}'}")
                .formatted(HASH));
  }

  @Test
  void aRuledColumnThatMayHaveBeenRenamedStopsTheStream() {
    StreamedTables tables =
        new StreamedTables(
                postgres,
                "renamed",
                "CREATE TABLE person (id int PRIMARY KEY, phone text, salary int)")
            .withRules(rules("renamed"));

    assertThatThrownBy(
            () ->
                tables.records(
                    "INSERT INTO person VALUES (1, 'p', 1)",
                    "ALTER TABLE person RENAME phone TO mobile",
                    "INSERT INTO person VALUES (2, 'p', 1)"))
        .rootCause()
        .isInstanceOf(StopException.class)
        .hasMessage(
            "Column phone (to be hashed) of table renamed.person may be called mobile now; nothing of"
                + " it has been read under that name. List mobile as well. What was written before"
                + " still has the old name: leave it listed, and name it in"
                + " `postgres.former-columns` if no column has it any more.");
  }

  @Test
  void aKeyThatNowHasAMaskedColumnStopsTheStream() {
    StreamedTables tables =
        new StreamedTables(
                postgres,
                "rekeyed",
                "CREATE TABLE person (id int PRIMARY KEY, salary int NOT NULL)")
            .withRules(rules("rekeyed"));

    assertThatThrownBy(
            () ->
                tables.records(
                    "INSERT INTO person VALUES (1, 1)",
                    "CREATE UNIQUE INDEX by_salary ON person (salary)",
                    "ALTER TABLE person REPLICA IDENTITY USING INDEX by_salary",
                    "INSERT INTO person VALUES (2, 2)"))
        .rootCause()
        .isInstanceOf(StopException.class)
        .hasMessage(
            "Column salary of table rekeyed.person is to be masked, but is part of the key now,"
                + " and rows could not be told apart without it. List it in"
                + " `postgres.hash-columns` instead, or in none.");
  }

  @Test
  void aColumnMayGoOrCome() {
    ProtectedColumns columns = new ProtectedColumns(rules("any"));
    columns.require(version(7, "id", "phone", "note"));

    assertThatCode(
            () -> {
              columns.require(version(7, "id", "phone", "note", "new"));
              columns.require(version(7, "id", "", "note", "new", "newer"));
              columns.require(version(8, "id", "newest")); // another table: numbers say nothing
            })
        .doesNotThrowAnyException();
  }

  @Test
  void aColumnIsKnownByItsNumberAlsoFromTheState() {
    ProtectedColumns columns = new ProtectedColumns(rules("any"));
    columns.remember(
        new TableId("any", "person"),
        new TableStamp(
            7,
            "",
            'd',
            List.of("id"),
            List.of(
                new TableStamp.Column(1, "id", 23, -1), new TableStamp.Column(2, "phone", 25, -1)),
            "",
            new TreeMap<>()));

    assertThatExceptionOfType(StopException.class)
        .isThrownBy(() -> columns.require(version(7, "id", "mobile", "phone")))
        .withMessageContaining("Column phone (to be hashed) of table any.person is called mobile");
    assertThatExceptionOfType(StopException.class)
        .as("a column that is gone by now may have been any")
        .isThrownBy(
            () ->
                columns.require(
                    new TableVersion(
                        new TableId("any", "person"),
                        7,
                        'd',
                        List.of("id"),
                        List.of(new SentColumn("passing", 25, -1, "text", 0, false, null)))))
        .withMessageContaining("Column passing of table any.person came and is gone again");
  }

  /** Columns by their numbers; an empty name is a dropped one. */
  private static TableVersion version(long relation, String... names) {
    List<SentColumn> columns = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      if (!names[i].isEmpty()) {
        columns.add(new SentColumn(names[i], 25, -1, "text", i + 1, false, null));
      }
    }
    return new TableVersion(new TableId("any", "person"), relation, 'd', List.of("id"), columns);
  }

  private static ColumnRules rules(String schema) {
    return new ColumnRules(
        Map.of(
            new TableId(schema, "person"),
            Map.of(
                "email", ColumnRule.HASH,
                "phone", ColumnRule.HASH,
                "salary", ColumnRule.MASK,
                "__op", ColumnRule.DROP)),
        KEY);
  }
}
