package com.cdc.json;

import com.cdc.event.ChangeBatch;
import com.cdc.event.TableId;
import java.util.function.Consumer;

/** Gathers consecutive records of one table, those of each shard apart. Not thread-safe. */
public final class TableBatches {

  private final BatchBuilder[] shards;

  /** Without records; of one shard if the table is not spread. */
  public TableBatches(TableId table, int shards) {
    this.shards = new BatchBuilder[shards];
    for (int i = 0; i < shards; i++) {
      this.shards[i] = new BatchBuilder(table, i, LineBuffer.oneOf(shards));
    }
  }

  /** Where the records of a shard go; what has no key goes to 0. */
  public BatchBuilder shard(int number) {
    return shards[number];
  }

  /** Passes on a batch for each shard that has records; there are none afterwards. */
  public void build(Consumer<? super ChangeBatch> into) {
    for (BatchBuilder shard : shards) {
      if (!shard.isEmpty()) {
        into.accept(shard.build());
      }
    }
  }
}
