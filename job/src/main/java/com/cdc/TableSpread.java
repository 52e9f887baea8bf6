package com.cdc;

import com.cdc.config.CdcConfig;
import com.cdc.config.PostgresConfig;
import com.cdc.event.ChangeBatch;
import com.cdc.event.TableId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.Partitioner;

/**
 * Spreads tables over the writers in turn, in the order in which they are configured; a table of
 * several shards takes as many turns. So no writer has more than one shard more than another, and a
 * shard stays with its writer.
 */
final class TableSpread implements Partitioner<ChangeBatch> {

  private static final long serialVersionUID = 1L;

  private final Map<TableId, Integer> turns;

  private TableSpread(Map<TableId, Integer> turns) {
    this.turns = Map.copyOf(turns);
  }

  static TableSpread of(CdcConfig config) {
    Map<TableId, Integer> turns = new LinkedHashMap<>();
    int next = 0;
    for (PostgresConfig source : config.sources()) {
      for (TableId table : source.tables()) {
        turns.put(table, next);
        next += config.landing().shards(table);
      }
    }
    return new TableSpread(turns);
  }

  @Override
  public int partition(ChangeBatch batch, int writers) {
    if (batch.progress) {
      return 0; // of a source, not of a table
    }
    TableId table = batch.tableId();
    Integer turn = turns.get(table);
    // a table that is not configured has no turn, but one writer nevertheless
    return Math.floorMod(
        (turn == null ? table.directory().hashCode() : turn) + batch.shard, writers);
  }
}
