package com.cdc.verify;

import static com.cdc.verify.LandingFixture.line;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How the records of a landing fold to rows. */
class LandingVerifierFoldTest {

  @RegisterExtension private static final VerifyDatabase database = new VerifyDatabase();

  private LandingFixture landing;

  @BeforeEach
  void table(@TempDir Path directory) throws SQLException {
    landing = database.emptyTable(directory);
  }

  @Test
  void aDoubledRecordIsADefectEvenIfTheFoldIsEqual() throws Exception {
    database.execute("INSERT INTO s.t VALUES (1,'a'), (2,'b')");
    landing.file(
        "part-0.json",
        line('r', 10, 0, "\"id\":1,\"name\":\"a\""),
        line('r', 10, 0, "\"id\":2,\"name\":\"a\""),
        line('u', 20, 1, "\"id\":2,\"name\":\"b\""));
    landing.file("part-1.json", line('u', 20, 1, "\"id\":2,\"name\":\"b\""));
    landing.file("part-2.json", line('r', 10, 0, "\"id\":1,\"name\":\"a\""));

    TableReport report = database.verify(landing);

    assertThat(report.differing()).isEmpty();
    assertThat(report.isEqual()).isFalse();
    assertThat(report.doubles()).isEqualTo(Map.of("(1, 20, 1)", 2, "(1, 10, 0) key (1)", 2));
    assertThat(report.findings(10)).contains("s.t: the record at (1, 20, 1) landed 2 times");
  }

  @Test
  void theOrderOfFilesDoesNotMatter() throws Exception {
    database.execute("INSERT INTO s.t VALUES (1,'again')");
    landing.file("part-0.json", line('c', 30, 1, "\"id\":1,\"name\":\"again\""));
    landing.file("part-1.json", line('d', 20, 2, "\"id\":1"), line('d', 25, 1, "\"id\":2"));
    landing.file(
        "part-2.json",
        line('c', 10, 1, "\"id\":1,\"name\":\"first\""),
        line('c', 10, 2, "\"id\":2,\"name\":\"gone\""));

    assertThat(database.verify(landing).isEqual()).isTrue();
  }

  @Test
  void aTruncateRemovesWhatCameBefore() throws Exception {
    database.execute("INSERT INTO s.t VALUES (2,'after')");
    landing.file("part-0.json", line('c', 30, 1, "\"id\":2,\"name\":\"after\""));
    landing.file("part-1.json", line('t', 20, 1, ""));
    landing.file("part-2.json", line('c', 10, 1, "\"id\":1,\"name\":\"before\""));

    assertThat(database.verify(landing).isEqual()).isTrue();
  }

  @Test
  void unchangedColumnsTakeTheNewestEarlierValueWhateverTheOrderOfFiles() throws Exception {
    database.execute("INSERT INTO s.t VALUES (1,'c','long')");
    landing.file(
        "part-0.json", line('u', 40, 1, "\"id\":1,\"name\":\"c\",\"__unchanged\":[\"note\"]"));
    landing.file("part-1.json", line('c', 10, 1, "\"id\":1,\"name\":\"a\",\"note\":\"old\""));
    landing.file(
        "part-2.json",
        line('u', 20, 1, "\"id\":1,\"name\":\"b\",\"note\":\"long\""),
        line('u', 30, 1, "\"id\":1,\"name\":\"x\",\"__unchanged\":[\"note\"]"));

    TableReport report = database.verify(landing);

    assertThat(report.findings(10)).isEmpty();
  }

  @Test
  void aKeyChangeTakesUnchangedColumnsFromTheOldKey() throws Exception {
    database.execute("INSERT INTO s.t VALUES (1,'new',NULL), (2,'b','long')");
    landing.file(
        "part-0.json",
        line('c', 30, 1, "\"id\":1,\"name\":\"new\""),
        line('d', 20, 1, "\"id\":1"),
        line('c', 10, 1, "\"id\":1,\"name\":\"a\",\"note\":\"long\""),
        line(
            'u',
            20,
            2,
            "\"id\":2,\"name\":\"b\",\"__unchanged\":[\"note\"],\"__old_key\":\"{\\\"id\\\":1}\""));

    assertThat(database.verify(landing).findings(10)).isEmpty();
  }

  @Test
  void anUnchangedColumnWithoutAnEarlierValueIsAProblem() throws Exception {
    database.execute("INSERT INTO s.t VALUES (1,'a',NULL)");
    landing.file(
        "part-0.json", line('u', 40, 1, "\"id\":1,\"name\":\"a\",\"__unchanged\":[\"note\"]"));

    TableReport report = database.verify(landing);

    assertThat(report.isEqual()).isFalse();
    assertThat(report.problems()).singleElement().asString().contains("column note of key (1)");
  }
}
