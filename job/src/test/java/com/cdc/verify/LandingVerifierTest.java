package com.cdc.verify;

import static com.cdc.verify.LandingFixture.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.config.ColumnRules;
import com.cdc.event.ColumnRule;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is compared, how differences are told, and what cannot be compared. */
class LandingVerifierTest {

  @RegisterExtension private static final VerifyDatabase database = new VerifyDatabase();

  private LandingFixture landing;

  @BeforeEach
  void table(@TempDir Path directory) throws SQLException {
    landing = database.emptyTable(directory);
  }

  @Test
  void aLandingThatFoldsToTheTableIsEqual() throws Exception {
    database.execute("INSERT INTO s.t VALUES (1,'a',NULL), (2,'b2','x')");
    landing.file("part-0.json", line('r', 10, 0, "\"id\":1,\"name\":\"a\",\"note\":null"));
    landing.file(
        "part-1.json",
        line('c', 20, 1, "\"id\":2,\"name\":\"b\",\"note\":\"x\""),
        line('u', 30, 1, "\"id\":2,\"name\":\"b2\",\"note\":\"x\""),
        line('c', 30, 2, "\"id\":3,\"name\":\"c\""),
        line('d', 40, 1, "\"id\":3"));

    TableReport report = database.verify(landing);

    assertThat(report.isEqual()).isTrue();
    assertThat(report.rows()).isEqualTo(2);
    assertThat(report.landed()).isEqualTo(new LandedCounts(2, 1, 2, 1, 1, 0));
    assertThat(report.landed().changes()).isEqualTo(4);
    assertThat(report.findings(10)).isEmpty();
  }

  @Test
  void anEmptyTableWithoutDirectoryIsEqual() throws Exception {
    assertThat(database.verify(landing).isEqual()).isTrue();
  }

  @Test
  void everyKindOfDifferenceIsReportedByKey() throws Exception {
    database.execute("INSERT INTO s.t VALUES (1,'a',NULL), (2,'b','x'), (3,'c',NULL)");
    landing.file(
        "part-0.json",
        line('r', 10, 0, "\"id\":2,\"name\":\"B\",\"note\":null"),
        line('r', 10, 0, "\"id\":3,\"name\":\"c\",\"note\":null"),
        line('r', 10, 0, "\"id\":4,\"name\":\"d\",\"note\":null"));

    TableReport report = database.verify(landing);

    assertThat(report.isEqual()).isFalse();
    assertThat(report.differences())
        .extracting(Difference::toString)
        .containsExactly(
            "key (2) differs in name, note",
            "key (1) is missing in the landing",
            "key (4) is in the landing but not in the table");
    assertThat(report.findings(10))
        .contains(
            "s.t: 1 rows of the table are missing in the landing",
            "  key (2) differs in name, note");
  }

  @Test
  void differencesAreCountedWhollyAndListedInPart() throws Exception {
    database.execute("INSERT INTO s.t SELECT i, 'x' FROM generate_series(1, 50) i");

    TableReport report = database.verify(landing);

    assertThat(report.differing()).isEqualTo(Map.of(Difference.Kind.MISSING, 50L));
    assertThat(report.differences()).hasSize(20);
    assertThat(report.findings(3)).hasSize(4);
  }

  @Test
  void hiddenFilesAreNotReadAndGzipMembersAllAre() throws Exception {
    database.execute("INSERT INTO s.t VALUES (1,'a'), (2,'b')");
    landing.gzipped(
        "part-0.json.gz",
        line('c', 10, 1, "\"id\":1,\"name\":\"a\""),
        line('c', 10, 2, "\"id\":2,\"name\":\"b\""));
    landing.file(".part-1.json.inprogress.17", "{\"torn");
    landing.file("_part-2.json", "{\"torn");

    TableReport report = database.verify(landing);

    assertThat(report.isEqual()).isTrue();
    assertThat(report.landed().files()).isEqualTo(1);
  }

  @Test
  void aLineThatIsNoRecordIsNamedByFileAndLineWithoutItsValues() throws Exception {
    Path file =
        landing.file(
            "part-0.json", line('c', 10, 1, "\"id\":1,\"name\":\"a\""), "{\"name\":secret}");

    assertThatThrownBy(() -> database.verify(landing))
        .isInstanceOf(LandingException.class)
        .hasMessageContaining(file + ", line 2")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aCutLastLineIsAnError() throws Exception {
    Path file = landing.file("part-0.json", line('c', 10, 1, "\"id\":1,\"name\":\"a\""));
    Files.writeString(file, Files.readString(file).stripTrailing());

    assertThatThrownBy(() -> database.verify(landing))
        .isInstanceOf(LandingException.class)
        .hasMessageContaining("line 1: cut");
  }

  @Test
  void aTableWithoutKeySaysWhatToDo() throws Exception {
    database.execute("CREATE TABLE s.nokey (id int)");

    assertThatThrownBy(
            () -> database.verify(new LandingFixture(landing.root(), new TableId("s", "nokey"))))
        .isInstanceOf(LandingException.class)
        .hasMessageContaining("ALTER TABLE \"s\".\"nokey\" ADD PRIMARY KEY");
  }

  @Test
  void columnsThatLandOtherwiseAreLeftOut() throws Exception {
    database.execute("INSERT INTO s.t VALUES (1, 'a', 'x')");
    landing.file("part-0.json", line('r', 10, 0, "\"id\":1,\"note\":\"****\""));
    Map<String, ColumnRule> rules = Map.of("name", ColumnRule.DROP, "note", ColumnRule.MASK);

    assertThat(verify(rules).findings(10)).isEmpty();
    database.execute("UPDATE s.t SET id = 2");
    assertThat(verify(rules).isEqual()).isFalse();
  }

  @Test
  void aHashedKeyIsRefused() {
    assertThatThrownBy(() -> verify(Map.of("id", ColumnRule.HASH)))
        .isInstanceOf(LandingException.class)
        .hasMessage(
            "Key column id of s.t is hashed in the landing, so its rows cannot be found in the"
                + " table. Compare the other tables.");
  }

  @Test
  void oddNamesAndCompositeKeysWork() throws Exception {
    TableId odd = new TableId("s", "Odd. Na\"me/100%");
    database.execute(
        "CREATE TABLE s.\"Odd. Na\"\"me/100%\" (\"K 1\" uuid, \"%d\" text, \"a'\\b\" int,"
            + " PRIMARY KEY (\"%d\", \"K 1\"))",
        "INSERT INTO s.\"Odd. Na\"\"me/100%\" VALUES"
            + " ('6f1c3c3e-0000-4000-8000-000000000001', E'tab\\tback\\\\slash\\nline', 7)");
    String row =
        "\"K 1\":\"6f1c3c3e-0000-4000-8000-000000000001\",\"%d\":\"tab\\tback\\\\slash\\nline\"";
    LandingFixture other = new LandingFixture(landing.root(), odd);
    other.file("part-0.json", line('r', 10, 0, row + ",\"a'\\\\b\":7"));

    assertThat(database.verify(other).findings(10)).isEmpty();

    other.file("part-1.json", line('u', 20, 1, row + ",\"a'\\\\b\":8"));
    assertThat(database.verify(other).differences())
        .singleElement()
        .satisfies(d -> assertThat(d.columns()).isEqualTo(List.of("a'\\b")));
  }

  private TableReport verify(Map<String, ColumnRule> rules) throws SQLException, IOException {
    return new LandingVerifier(
            database.connection(),
            landing.root().toUri().toString(),
            new ColumnRules(Map.of(landing.table(), rules), null),
            RecordFormat.DEFAULT)
        .verify(landing.table());
  }
}
