package com.cdc.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.compress.Decompression;
import com.cdc.config.Compression;
import com.cdc.config.OpenParts;
import com.cdc.event.ChangeBatch;
import com.cdc.event.Position;
import com.cdc.event.TableId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WaitingRowsTest {

  private static final TableId FRESH = new TableId("s", "fresh");
  private static final String LINE = "{\"id\":1}\n";
  private static final OpenParts WAIT =
      new OpenParts(
          new MemorySize(100), Duration.ofHours(1), Map.of(FRESH, MemorySize.ZERO), Map.of());

  @Test
  void rowsWaitOverCheckpointsUntilTheyAreWorthAFile() {
    WaitingRows rows = new WaitingRows(Compression.NONE, 0, WAIT, 10_000);

    assertThat(rows.add(batch("items", 1), "items/hour=1")).isEmpty();
    assertThat(rows.closeDue()).isEmpty();
    assertThat(rows.add(batch("items", 2), "items/hour=2")).isEmpty();
    for (long lsn = 3; lsn < 13; lsn++) {
      assertThat(rows.add(batch("items", lsn), "items/hour=1")).isEmpty();
    }
    List<PartRows> ready = rows.add(batch("items", 13), "items/hour=1");

    assertThat(ready).hasSize(1);
    assertThat(text(ready.get(0))).isEqualTo(LINE.repeat(12));
    assertThat(ready.get(0).content().rows()).isEqualTo(12);
    assertThat(ready.get(0).content().first()).isEqualTo(new Position(1, 1, 1));
    assertThat(ready.get(0).content().last()).isEqualTo(new Position(1, 13, 1));
    assertThat(rows.add(batch("items", 14), "items/hour=1"))
        .as("its file is open until the checkpoint")
        .hasSize(1);
    assertThat(waiting(rows)).containsExactly("items/hour=2");
  }

  @Test
  void theirAgeIsLimitedAndSomeTablesNeverWait() {
    OpenParts brief =
        new OpenParts(
            new MemorySize(100), Duration.ofNanos(1), Map.of(FRESH, MemorySize.ZERO), Map.of());
    WaitingRows rows = new WaitingRows(Compression.NONE, 0, brief, 10_000);

    assertThat(rows.add(batch("fresh", 1), "fresh/hour=1")).hasSize(1);
    assertThat(rows.add(batch("items", 1), "items/hour=1")).isEmpty();
    assertThat(rows.closeDue()).hasSize(1);
    assertThat(waiting(rows)).isEmpty();
  }

  @Test
  void allTogetherTakeNoMoreThanTheirBudget() {
    WaitingRows rows = new WaitingRows(Compression.NONE, 0, WAIT, 3 * LINE.length());
    rows.add(batch("items", 1), "items/hour=1");
    rows.add(batch("items", 2), "items/hour=2");
    rows.add(batch("items", 3), "items/hour=2");

    List<PartRows> ready = rows.add(batch("items", 4), "items/hour=3");

    assertThat(ready).extracting(PartRows::bucket).containsExactly("items/hour=2");
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void whatWaitsIsRestoredWhateverTheCompressionIsNow(Compression now) throws IOException {
    WaitingRows before = new WaitingRows(Compression.GZIP, 1, WAIT, 1 << 20);
    ChangeBatch large = batch("items", 1);
    large.lines = LINE.repeat(50_000).getBytes(UTF_8);
    before.add(large, "items/hour=1");
    before.add(batch("items", 2), "items/hour=2");
    WriterStateSerializer serializer = new WriterStateSerializer();
    WaitingRows after = new WaitingRows(now, 1, WAIT, 1 << 20);
    List<WriterStateSerializer.State> states = new ArrayList<>();
    before.forEach(rows -> states.add(new WriterStateSerializer.State(rows)));
    for (WriterStateSerializer.State state : states) {
      byte[] bytes = serializer.serialize(state);
      after.restore(serializer.deserialize(serializer.getVersion(), bytes).rows());
    }

    List<PartRows> due = after.closeDue();

    assertThat(due).extracting(PartRows::bucket).contains("items/hour=2");
    StringBuilder all = new StringBuilder();
    for (PartRows rows : due) {
      try (InputStream in =
          Decompression.open("x" + now.suffix(), new ByteArrayInputStream(rows.bytes()))) {
        all.append(new String(in.readAllBytes(), UTF_8));
      }
    }
    assertThat(all.toString()).contains(LINE);
    assertThat(waiting(after)).isEmpty();
  }

  @Test
  void whatTheFileSinkKeptOfABucketSaysNothing() throws IOException {
    assertThat(new WriterStateSerializer().deserialize(1, new byte[] {1, 2, 3}).rows()).isNull();
  }

  private static List<String> waiting(WaitingRows rows) {
    List<String> buckets = new ArrayList<>();
    rows.forEach(open -> buckets.add(open.bucket()));
    return buckets;
  }

  private static String text(PartRows rows) {
    return new String(rows.bytes(), UTF_8);
  }

  private static ChangeBatch batch(String table, long lsn) {
    ChangeBatch batch = new ChangeBatch();
    batch.schema = "s";
    batch.table = table;
    batch.rows = 1;
    batch.creates = 1;
    batch.lines = LINE.getBytes(UTF_8);
    batch.firstEpoch = 1;
    batch.firstLsn = lsn;
    batch.firstSeq = 1;
    batch.lastEpoch = 1;
    batch.lastLsn = lsn;
    batch.lastSeq = 1;
    return batch;
  }
}
