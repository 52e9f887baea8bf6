package com.cdc.source;

import com.cdc.event.TableId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which tables a stream covers, and which of them are (again) to be snapshotted beside it; part of
 * the stream's state. Immutable.
 *
 * @param tables those that were snapshotted once, or are pending
 * @param pending those to be read yet, the first perhaps in part
 * @param added those of the pending that the stream did not cover before: what landed of them
 *     earlier is out of date
 * @param nextChunk number of the first one's next chunk
 * @param nextFrom where that chunk begins; null for the first chunk
 */
record SnapshotPlan(
    List<TableId> tables,
    List<TableId> pending,
    List<TableId> added,
    int nextChunk,
    @Nullable KeyBound nextFrom) {

  SnapshotPlan {
    tables = List.copyOf(tables);
    pending = List.copyOf(pending);
    added = List.copyOf(added);
  }

  /** Nothing is to be read: the snapshot before the stream covered these tables. */
  static SnapshotPlan complete(List<TableId> tables) {
    return new SnapshotPlan(tables, List.of(), List.of(), 0, null);
  }

  /** All is to be read anew. */
  static SnapshotPlan anew(List<TableId> tables) {
    return new SnapshotPlan(tables, tables, List.of(), 0, null);
  }

  /** The plan for what is configured now: new tables are read, those taken away forgotten. */
  SnapshotPlan configured(List<TableId> configured) {
    List<TableId> isNew = configured.stream().filter(table -> !tables.contains(table)).toList();
    List<TableId> wanted = new ArrayList<>(pending.stream().filter(configured::contains).toList());
    boolean goesOn =
        !pending.isEmpty() && !wanted.isEmpty() && pending.get(0).equals(wanted.get(0));
    wanted.addAll(isNew);
    List<TableId> added = new ArrayList<>(this.added.stream().filter(wanted::contains).toList());
    added.addAll(isNew);
    return new SnapshotPlan(
        configured, wanted, added, goesOn ? nextChunk : 0, goesOn ? nextFrom : null);
  }

  /** The plan with a table to be read anew; one that is pending already stays as it is. */
  SnapshotPlan with(TableId table) {
    if (pending.contains(table) || !tables.contains(table)) {
      return this;
    }
    List<TableId> more = new ArrayList<>(pending);
    more.add(table);
    return new SnapshotPlan(tables, more, added, nextChunk, nextFrom);
  }

  /** The plan after a chunk of the first pending table was read. */
  SnapshotPlan after(KeyChunk chunk) {
    if (chunk.to() != null) {
      return new SnapshotPlan(tables, pending, added, chunk.number() + 1, chunk.to());
    }
    return new SnapshotPlan(
        tables,
        pending.subList(1, pending.size()),
        added.stream().filter(table -> !table.equals(chunk.table())).toList(),
        0,
        null);
  }
}
