package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigLoader;
import com.cdc.event.ChangeBatch;
import com.cdc.event.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which writer a batch goes to. */
class TableSpreadTest {

  private static final TableId BUSY = new TableId("s", "busy");

  @TempDir Path directory;

  @Test
  void noWriterHasMoreThanOneShardMoreThanAnother() throws Exception {
    CdcConfig config =
        load("postgres.tables: [s.a, s.busy, s.b, s.c]\nlanding.shards: [s.busy=5]\n");
    TableSpread spread = TableSpread.of(config);

    for (int writers = 1; writers <= 9; writers++) {
      int[] shards = new int[writers];
      for (TableId table : config.onlySource().tables()) {
        for (int shard = 0; shard < config.landing().shards(table); shard++) {
          shards[spread.partition(batch(table, shard), writers)]++;
        }
      }
      Arrays.sort(shards);
      assertThat(shards[writers - 1] - shards[0]).as("of %d writers", writers).isBetween(0, 1);
    }
  }

  @Test
  void aTableIsSpreadOverAsManyWritersAsItHasShards() throws Exception {
    TableSpread spread =
        TableSpread.of(load("postgres.tables: [s.a, s.busy, s.b]\nlanding.shards: [s.busy=3]\n"));

    assertThat(spread.partition(batch(BUSY, 0), 4)).isEqualTo(1);
    assertThat(spread.partition(batch(BUSY, 1), 4)).isEqualTo(2);
    assertThat(spread.partition(batch(BUSY, 2), 4)).isEqualTo(3);
    assertThat(spread.partition(batch(new TableId("s", "b"), 0), 4)).isZero();
  }

  @Test
  void theTablesOfAllSourcesTakeTurnsTogether() throws Exception {
    TableSpread spread =
        TableSpread.of(
            load("sources: {x: {slot: x, tables: [s.a, s.b]}, y: {slot: y, tables: s.c}}\n"));

    assertThat(spread.partition(batch(new TableId("s", "a"), 0), 8)).isZero();
    assertThat(spread.partition(batch(new TableId("s", "b"), 0), 8)).isEqualTo(1);
    assertThat(spread.partition(batch(new TableId("s", "c"), 0), 8)).isEqualTo(2);
  }

  @Test
  void whatIsNotConfiguredHasOneWriterAndTheProgressOfASourceTheFirst() throws Exception {
    TableSpread spread = TableSpread.of(load("postgres.tables: s.a\n"));
    TableId unknown = new TableId("s", "unknown");

    assertThat(spread.partition(batch(unknown, 0), 7))
        .isBetween(0, 6)
        .isEqualTo(spread.partition(batch(unknown, 0), 7));
    ChangeBatch progress = new ChangeBatch();
    progress.progress = true;
    progress.table = "a slot";
    assertThat(spread.partition(progress, 7)).isZero();
  }

  private CdcConfig load(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("pipeline.yaml"), yaml);
    return ConfigLoader.load(
        file,
        Map.of(
            "JOB_NAME", "x",
            "PG_HOST", "x",
            "PG_DATABASE", "x",
            "PG_USER", "x",
            "PG_PASSWORD", "x",
            "LANDING_URI", "/data/landing",
            "CHECKPOINT_URI", "/data/checkpoints"));
  }

  private static ChangeBatch batch(TableId table, int shard) {
    ChangeBatch batch = new ChangeBatch();
    batch.schema = table.schema();
    batch.table = table.name();
    batch.shard = shard;
    return batch;
  }
}
