package com.cdc.torture.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.torture.judge.WrittenLanding.Line;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A landing that is right, and the same with one fault among its changes or files. */
class JudgeTest {

  @TempDir private Path directory;
  private JudgedLanding landing;

  @BeforeEach
  void aRightLanding() throws Exception {
    landing = new JudgedLanding(CommittedHistory.shared(), directory);
  }

  @Test
  void nothingIsWrongWithWhatWasCommitted() throws Exception {
    Verdict verdict = landing.judge();

    assertThat(verdict.findings()).isEmpty();
    long changes = landing.lines().stream().filter(line -> line.json().has("__tx_id")).count();
    assertThat(verdict.numbers())
        .containsEntry("changes landed", changes)
        .containsEntry("changes committed", changes)
        .containsEntry("snapshot rows", landing.lines().size() - changes)
        .containsEntry("lost", 0L)
        .containsEntry("doubled", 0L);
  }

  @Test
  void aDroppedRowIsLost() throws Exception {
    Line row = landing.take("audited.account", "u", 0);
    landing.lines().remove(row);

    landing.convicts("lost: audited.account key 1 op u xid " + row.json().get("__tx_id"));
  }

  @Test
  void aRowDroppedInATransactionLeavesAGap() throws Exception {
    landing.lines().remove(landing.line("audited.account", "u", 2));

    landing.convicts("ordinals: xid");
    landing.convicts("lost: audited.account key 2");
  }

  @Test
  void aRowLandedTwiceIsDoubled() throws Exception {
    Line row = landing.take("audited.hot", "u", 0);
    landing.lines().add(row.copy());

    Verdict verdict =
        landing.convicts("doubled: audited.hot key 1 op u xid " + row.json().get("__tx_id"));
    assertThat(verdict.numbers()).containsEntry("doubled", 1L).containsEntry("lost", 0L);
    assertThat(verdict.findings()).hasSize(1);
  }

  @Test
  void aRowThatWasNeverCommittedIsNamed() throws Exception {
    Line row = landing.take("audited.hot", "u", 0).copy();
    row.json().put("__lsn", 9_999).put("__tx_id", 4_000_000);
    landing.lines().add(row);

    landing.convicts("never committed: audited.hot key 1 op u xid 4000000 lsn 9999");
  }

  @Test
  void twoRowsOfAKeyInTheOtherOrderAreNamed() throws Exception {
    ObjectNode one = landing.take("audited.hot", "u", 0).json();
    ObjectNode other = landing.take("audited.hot", "u", 1).json();
    long lsn = one.get("__lsn").asLong();
    one.set("__lsn", other.get("__lsn"));
    other.put("__lsn", lsn);

    landing.convicts("out of order: audited.hot key 1");
  }

  @Test
  void anotherValueIsNamed() throws Exception {
    landing.take("audited.region", "c", 0).json().put("v", "other");

    landing.convicts("other values: audited.region key 1/0 op c");
  }

  @Test
  void anotherBodyIsNamed() throws Exception {
    landing.line("audited.note", "u", 2).json().put("body", "cut");

    landing.convicts("other body: audited.note key 2 op u");
  }

  @Test
  void aBodyThatIsUnchangedThoughItWasChangedIsNamed() throws Exception {
    ObjectNode row = landing.line("audited.note", "u", 2).json();
    row.remove("body");
    row.putArray("__unchanged").add("body");

    landing.convicts("unchanged though changed: audited.note key 2 op u");
  }

  @Test
  void aBodyThatIsNeitherThereNorUnchangedIsNamed() throws Exception {
    landing.line("audited.note", "u", 1).json().remove("__unchanged");

    landing.convicts("other body: audited.note key 1 op u");
  }

  @Test
  void anotherKeyBeforeIsNamed() throws Exception {
    landing.take("audited.account", "u", 4).json().remove("__old_key");

    landing.convicts("other key before: audited.account key 1000000004 op u");
  }

  @Test
  void anotherTransactionIdIsNamed() throws Exception {
    landing.take("audited.hot", "u", 0).json().put("__tx_id", 5);

    landing.convicts("never committed: audited.hot key 1 op u xid 5 ");
  }

  @Test
  void aTransactionAtTwoPositionsIsNamed() throws Exception {
    landing.take("audited.account", "u", 1).json().put("__lsn", 9_999);

    landing.convicts("one transaction, several lsns: xid");
  }

  @Test
  void twoTransactionsAtOnePositionAreNamed() throws Exception {
    ObjectNode one = landing.take("audited.hot", "u", 1).json();
    one.set("__lsn", landing.take("audited.hot", "u", 0).json().get("__lsn"));
    one.put("__seq", 2);

    landing.convicts("one lsn, several transactions: lsn");
  }

  @Test
  void aLostTransactionIsLostRowByRow() throws Exception {
    landing.lines().removeIf(line -> line.is("audited.bulk", "c"));

    Verdict verdict = landing.convicts("lost: audited.bulk key 1001 op c");
    assertThat(verdict.numbers()).containsEntry("lost", 10L);
  }

  @Test
  void aLostTruncateIsLost() throws Exception {
    landing.lines().remove(landing.take("audited.cart", "t", 1));

    landing.convicts("lost: audited.cart key  op t");
  }

  @Test
  void aRowOnTheWrongSideOfATruncateIsNamed() throws Exception {
    landing.take("audited.cart", "t", 1).json().put("__lsn", 1_050);

    landing.convicts("on the wrong side of a truncate: audited.cart key 1 op u");
  }

  @Test
  void aConfirmationAheadOfTheFileIsNamed() throws Exception {
    Line row = landing.take("audited.hot", "u", 0);
    long lsn = row.json().get("__lsn").asLong();
    String file = WrittenLanding.file(row);
    landing.write();

    assertThat(landing.judge(new Sightings(List.of(lsn, lsn), Map.of(file, 1))).findings())
        .noneMatch(finding -> finding.contains("audited.hot"));
    assertThat(landing.judge(new Sightings(List.of(lsn + 1, -1L), Map.of(file, 1))).findings())
        .anyMatch(
            finding -> finding.startsWith("confirmed before it was visible: audited.hot key 1"));
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws Exception {
    landing.write();
    String file = WrittenLanding.file(landing.take("audited.hot", "u", 0));
    Files.writeString(directory.resolve(file), "{\"id\":1,", StandardOpenOption.APPEND);

    assertThat(landing.judge(new Sightings(List.of(), Map.of())).findings())
        .anyMatch(finding -> finding.startsWith("file " + file));
  }
}
