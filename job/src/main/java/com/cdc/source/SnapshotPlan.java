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
 * @param added those of the pending of which what landed earlier is out of date: the stream did not
 *     cover them before, or rows of them changed without being sent
 * @param nextChunk number of the first one's next chunk
 * @param nextFrom where that chunk begins; null for the first chunk
 * @param spans of tables whose reading goes on, and of those whose chunks are of different
 *     snapshots for as long as the stream is not past them
 */
record SnapshotPlan(
    List<TableId> tables,
    List<TableId> pending,
    List<TableId> added,
    int nextChunk,
    @Nullable KeyBound nextFrom,
    List<ReadSpan> spans) {

  SnapshotPlan {
    tables = List.copyOf(tables);
    pending = List.copyOf(pending);
    added = List.copyOf(added);
    spans = List.copyOf(spans);
  }

  /** Nothing is to be read: the snapshot before the stream covered these tables. */
  static SnapshotPlan complete(List<TableId> tables, List<ReadSpan> torn) {
    return new SnapshotPlan(tables, List.of(), List.of(), 0, null, torn);
  }

  /** Nothing is to be read, and all chunks of each table were of one snapshot. */
  static SnapshotPlan complete(List<TableId> tables) {
    return complete(tables, List.of());
  }

  /** All is to be read anew. */
  static SnapshotPlan anew(List<TableId> tables) {
    return new SnapshotPlan(tables, tables, List.of(), 0, null, List.of());
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
        configured,
        wanted,
        added,
        goesOn ? nextChunk : 0,
        goesOn ? nextFrom : null,
        spans.stream().filter(span -> configured.contains(span.table())).toList());
  }

  /**
   * The plan with a table to be read anew. One that waits already stays as it is; one that is being
   * read is read once more after that, because its snapshot may be older than the wish.
   */
  SnapshotPlan with(TableId table) {
    boolean waits = pending.lastIndexOf(table) > 0 || (isBeingRead(table) && nextChunk == 0);
    if (waits || !tables.contains(table)) {
      return this;
    }
    List<TableId> more = new ArrayList<>(pending);
    more.add(table);
    return new SnapshotPlan(tables, more, added, nextChunk, nextFrom, spans);
  }

  /**
   * The plan with a table to be read from its first chunk on, whose landing is out of date as a
   * whole.
   */
  SnapshotPlan renewing(TableId table) {
    if (!tables.contains(table)) {
      return this;
    }
    SnapshotPlan anew = isBeingRead(table) ? readingAnew(table) : with(table);
    List<TableId> stale = new ArrayList<>(added);
    if (!stale.contains(table)) {
      stale.add(table);
    }
    return new SnapshotPlan(tables, anew.pending, stale, anew.nextChunk, anew.nextFrom, anew.spans);
  }

  /** The earliest point of the chunks that were read of the table that is being read; 0 if none. */
  long firstPoint() {
    return pending.isEmpty() || nextChunk == 0 ? 0 : span(pending.get(0)).first();
  }

  /**
   * The plan after a chunk of the first pending table was read.
   *
   * @param consistentPoint what its snapshot is exact for
   */
  SnapshotPlan after(KeyChunk chunk, long consistentPoint) {
    ReadSpan before = chunk.number() == 0 ? unread(chunk.table()) : span(chunk.table());
    ReadSpan span = before.extendedTo(consistentPoint);
    if (span.hasLost()) {
      return readingAnew(chunk.table());
    }
    if (chunk.to() != null) {
      return new SnapshotPlan(tables, pending, added, chunk.number() + 1, chunk.to(), with(span));
    }
    return new SnapshotPlan(
        tables,
        pending.subList(1, pending.size()),
        added.stream().filter(table -> !table.equals(chunk.table())).toList(),
        0,
        null,
        span.isTorn() ? with(span) : without(chunk.table()));
  }

  /** Whether a row that moved to another key there is in no chunk of the table. */
  boolean isInNoChunk(TableId table, long commitLsn) {
    return span(table).contains(commitLsn);
  }

  /** The plan after a row moved to another key without its unchanged values, and is in a chunk. */
  SnapshotPlan afterMove(TableId table, long commitLsn) {
    return isBeingRead(table)
        ? new SnapshotPlan(
            tables, pending, added, nextChunk, nextFrom, with(span(table).movedAt(commitLsn)))
        : this;
  }

  /** The plan once the stream has read all that commits before an LSN. */
  SnapshotPlan afterStreaming(long lsn) {
    if (spans.isEmpty()) {
      return this;
    }
    List<ReadSpan> ahead =
        spans.stream()
            .filter(span -> isBeingRead(span.table()) || Long.compareUnsigned(span.last(), lsn) > 0)
            .toList();
    return ahead.size() == spans.size()
        ? this
        : new SnapshotPlan(tables, pending, added, nextChunk, nextFrom, ahead);
  }

  /** The plan with the table to be read from its first chunk on. */
  SnapshotPlan readingAnew(TableId table) {
    return isBeingRead(table)
        ? new SnapshotPlan(tables, pending, added, 0, null, without(table))
        : new SnapshotPlan(tables, pending, added, nextChunk, nextFrom, without(table)).with(table);
  }

  /** Whether the table is the one whose chunks are read now. */
  boolean isBeingRead(TableId table) {
    return !pending.isEmpty() && pending.get(0).equals(table);
  }

  private ReadSpan span(TableId table) {
    return spans.stream()
        .filter(span -> span.table().equals(table))
        .findFirst()
        .orElse(ReadSpan.unread(table));
  }

  /** What was streamed since the reading of an earlier chunk counts, also before the first one. */
  private ReadSpan unread(TableId table) {
    return ReadSpan.unread(table).movedAt(span(table).moved());
  }

  private List<ReadSpan> with(ReadSpan span) {
    List<ReadSpan> all = new ArrayList<>(without(span.table()));
    all.add(span);
    return all;
  }

  private List<ReadSpan> without(TableId table) {
    return spans.stream().filter(span -> !span.table().equals(table)).toList();
  }
}
