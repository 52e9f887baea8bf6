package com.cdc.source;

import com.cdc.event.TableId;
import com.cdc.postgres.ServerIdentity;
import com.cdc.postgres.TableStamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.base.source.meta.split.SchemalessSnapshotSplit;
import org.apache.flink.cdc.connectors.base.source.meta.split.SnapshotSplit;

/**
 * What the chunks of the snapshot before the stream say together.
 *
 * @param chunks all of them, by the frame's ids
 * @param finished what their readers reported
 */
record FinishedSnapshot(Map<String, SchemalessSnapshotSplit> chunks, Map<String, Offset> finished) {

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
