package com.cdc.source;

import com.cdc.config.OnLostSlot;
import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.postgres.ServerIdentity;
import com.cdc.postgres.TableStamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.base.source.meta.split.SchemalessSnapshotSplit;
import org.apache.flink.cdc.connectors.base.source.meta.split.SnapshotSplit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the chunks of the snapshot before the stream say together.
 *
 * @param chunks all of them, by the frame's ids
 * @param finished what their readers reported
 */
record FinishedSnapshot(Map<String, SchemalessSnapshotSplit> chunks, Map<String, Offset> finished) {

  private static final Logger LOG = LoggerFactory.getLogger(FinishedSnapshot.class);

  /** Where the slot stood before the first of them. */
  StreamState start() {
    Offset start =
        finished.values().stream()
            .min(Offset::compareTo)
            .orElseThrow(() -> new IllegalStateException("No table is configured"));
    return StreamOffset.state(start);
  }

  /**
   * Whether what the chunks have seen is in the log that will be streamed.
   *
   * @throws SlotGapException if not, unless the stream is to begin a new epoch then
   */
  boolean isOfLogThatWillBeStreamed(PostgresConfig config) {
    try {
      ServerLog.requireHolds(config, servers());
      return true;
    } catch (SlotGapException gap) {
      if (config.onLostSlot() == OnLostSlot.FAIL) {
        throw gap;
      }
      LOG.error("The snapshot is of another log cause={}", gap.getMessage());
      return false;
    }
  }

  /** Tables whose chunks are not all of the same snapshot: of several readers, or of a restart. */
  List<ReadSpan> torn() {
    Map<TableId, ReadSpan> spans = new LinkedHashMap<>();
    chunks.forEach(
        (id, chunk) -> {
          Offset offset = finished.get(id);
          if (offset != null) {
            TableId table = tableOf(chunk);
            ReadSpan before = spans.getOrDefault(table, ReadSpan.unread(table));
            spans.put(table, before.extendedTo(StreamOffset.chunk(offset).consistentPoint()));
          }
        });
    return spans.values().stream().filter(ReadSpan::isTorn).toList();
  }

  /**
   * What the stream is to remember of the tables. Of one whose chunks did not all see it alike
   * nothing is true: whatever is seen later differs.
   */
  KnownTables known() {
    Map<TableId, KnownTable> known = new LinkedHashMap<>();
    Map<TableId, String> digests = new LinkedHashMap<>();
    chunks.forEach(
        (id, chunk) -> {
          Offset offset = finished.get(id);
          String said = offset == null ? "" : StreamOffset.chunk(offset).known();
          if (SnapshotSplit.extractChunkId(id) == 0 && !said.isEmpty()) {
            KnownTable first = KnownTable.decode(said);
            known.put(tableOf(chunk), first);
            digests.put(tableOf(chunk), first.digest());
          }
        });
    chunks.forEach(
        (id, chunk) -> {
          Offset offset = finished.get(id);
          TableId table = tableOf(chunk);
          if (offset != null
              && SnapshotSplit.extractChunkId(id) != 0
              && known.containsKey(table)
              && !StreamOffset.chunk(offset).known().equals(digests.get(table))) {
            known.computeIfPresent(table, (t, first) -> first.withStamp(TableStamp.NONE));
          }
        });
    return KnownTables.of(known);
  }

  /** Whose logs the chunks were read in, each with the last LSN that one of them is exact for. */
  Map<ServerIdentity, Long> servers() {
    Map<ServerIdentity, Long> servers = new LinkedHashMap<>();
    for (Offset offset : finished.values()) {
      FinishedChunk chunk = StreamOffset.chunk(offset);
      if (chunk.server() != null) {
        servers.merge(chunk.server(), chunk.consistentPoint(), Math::max);
      }
    }
    return servers;
  }

  static TableId tableOf(SchemalessSnapshotSplit chunk) {
    return FrameTables.from(FrameTables.normal(chunk.getTableId()));
  }
}
