package com.cdc.torture.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.torture.judge.WrittenLanding.Line;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A landing whose snapshot has one fault, and tables that were read anew. */
class SnapshotChecksTest {

  private JudgedLanding landing;

  @BeforeEach
  void aRightLanding(@TempDir Path directory) throws Exception {
    landing = new JudgedLanding(CommittedHistory.shared(), directory);
  }

  @Test
  void aStaleSnapshotRowIsNamed() throws Exception {
    landing.line("audited.region", "r", 7).json().put("v", "stale");

    landing.convicts("snapshot row stale: audited.region key 7/3 lsn 500");
  }

  @Test
  void aSnapshotRowThatADeleteHasRemovedIsNamed() throws Exception {
    Line row = landing.line("audited.cart", "r", 3).copy();
    row.json().put("__lsn", 9_999);
    landing.lines().add(row);

    landing.convicts("snapshot row of no row: audited.cart key 3 lsn 9999");
  }

  @Test
  void aDoubledSnapshotRowIsNamed() throws Exception {
    landing.lines().add(landing.line("audited.note", "r", 7).copy());

    landing.convicts("snapshot row doubled: audited.note key 7 lsn 500");
  }

  @Test
  void aLostSnapshotRowIsNamed() throws Exception {
    landing.lines().remove(landing.line("audited.account", "r", 7));

    landing.convicts("snapshot row lost: audited.account key 7 ");
  }

  @Test
  void aTableThatWasReadAnewAsAWholeIsAcquitted() throws Exception {
    readCartAnew();

    assertThat(landing.judge().findings()).isEmpty();
  }

  @Test
  void aRowThatIsNotInWhatWasReadAnewIsNamed() throws Exception {
    landing.lines().remove(readCartAnew());

    landing.convicts("snapshot row lost: audited.cart key 2 was there at lsn 9000");
  }

  @Test
  void aRowThatTheFirstSnapshotLacksIsNamedThoughTheTableWasReadAnew() throws Exception {
    readCartAnew();
    landing.lines().remove(landing.line("audited.cart", "r", 7));

    landing.convicts("snapshot row lost: audited.cart key 7 was there at lsn 500");
  }

  /** Adds the one row that is left at the end, and the record that stands before it. */
  private Line readCartAnew() {
    Line marker = landing.take("audited.cart", "t", 0).copy();
    marker.json().put("__lsn", 8_999).put("__seq", 0).remove("__tx_id");
    Line row = landing.line("audited.cart", "r", 2).copy();
    row.json().put("__lsn", 9_000).put("v", "later");
    landing.lines().add(marker);
    landing.lines().add(row);
    return row;
  }
}
