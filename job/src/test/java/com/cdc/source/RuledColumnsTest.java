package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.config.ColumnRules;
import com.cdc.config.Secret;
import com.cdc.event.ColumnRule;
import com.cdc.event.TableId;
import com.cdc.testing.TestPostgres;
import java.util.List;
import java.util.Map;
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
            "Column phone (to be hashed) of table renamed.person is gone and mobile is new, which"
                + " may be the same under another name; nothing of it has been read. If it is,"
                + " list mobile as well, and leave the old name listed for what was written"
                + " before. If it is not, list it nevertheless, start, take both names from the"
                + " list once the job has passed this point, and read the table anew: cdc"
                + " resnapshot --table renamed.person");
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
  void aColumnMayGoOrComeByItself() {
    TableId person = new TableId("any", "person");
    ProtectedColumns columns = new ProtectedColumns(rules("any"));
    columns.require(person, List.of("id", "phone", "note"), List.of("id"));

    assertThatCode(
            () -> {
              columns.require(person, List.of("id", "phone", "note", "new"), List.of("id"));
              columns.require(person, List.of("id", "note", "new"), List.of("id"));
              columns.require(person, List.of("id", "note", "newer"), List.of("id"));
              columns.require(person, List.of("id", "phone", "note", "newer"), List.of("id"));
              columns.require(person, List.of("id", "salary", "newer"), List.of("id"));
            })
        .doesNotThrowAnyException();
    assertThatExceptionOfType(StopException.class)
        .isThrownBy(() -> columns.require(person, List.of("id", "pay", "newer"), List.of("id")));
  }

  @Test
  void whatTheStateRemembersCountsLikeWhatWasRead() {
    TableId person = new TableId("any", "person");
    ProtectedColumns columns = new ProtectedColumns(rules("any"));
    columns.remember(person, List.of("id", "phone"));

    assertThatExceptionOfType(StopException.class)
        .isThrownBy(() -> columns.require(person, List.of("id", "mobile"), List.of("id")))
        .withMessageContaining("mobile is new");
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
