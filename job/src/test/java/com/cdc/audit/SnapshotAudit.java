package com.cdc.audit;

import com.cdc.event.Position;
import com.cdc.event.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds snapshot rows against the tables as they were at the snapshot's point: what the changes
 * before it make of the rows at first. Rows are counted, so it needs no key.
 */
final class SnapshotAudit {

  private final Map<TableId, Map<Map<String, String>, Integer>> tables = new HashMap<>();
  private final NavigableChanges changes;

  /** The changes in the order in which they committed. */
  private static final class NavigableChanges {

    private final List<Map.Entry<Position, List<AuditedChange>>> ordered;
    private int next;

    NavigableChanges(TreeMap<Position, List<AuditedChange>> ordered) {
      this.ordered = List.copyOf(ordered.entrySet());
    }
  }

  /**
   * An audit that begins with the rows at first.
   *
   * @param changes by the position at which their transaction landed
   */
  SnapshotAudit(
      Map<TableId, List<Map<String, String>>> atFirst,
      TreeMap<Position, List<AuditedChange>> changes) {
    atFirst.forEach(
        (table, rows) -> {
          Map<Map<String, String>, Integer> counts = new HashMap<>();
          rows.forEach(row -> counts.merge(row, 1, Integer::sum));
          tables.put(table, counts);
        });
    this.changes = new NavigableChanges(changes);
  }

  /** What is wrong with the snapshot rows; empty if nothing is. */
  List<String> faults(List<LandedRow> landed) {
    TreeMap<Position, Map<TableId, Map<Map<String, String>, Integer>>> snapshots = new TreeMap<>();
    landed.stream()
        .filter(LandedRow::isRead)
        .forEach(
            row ->
                snapshots
                    .computeIfAbsent(row.position(), at -> new HashMap<>())
                    .computeIfAbsent(row.table(), table -> new HashMap<>())
                    .merge(row.columns(), 1, Integer::sum));
    List<String> faults = new ArrayList<>();
    snapshots.forEach(
        (at, snapshot) -> {
          applyBefore(at);
          snapshot.forEach(
              (table, rows) ->
                  rows.forEach(
                      (row, count) -> {
                        int there = rowsOf(table).getOrDefault(row, 0);
                        if (count > there) {
                          faults.add(
                              "snapshot at %d: %d times r %s %s, of which the table held %d"
                                  .formatted(
                                      at.lsn(), count, table.name(), Texts.shortened(row), there));
                        }
                      }));
        });
    return faults;
  }

  /** The tables after all changes. */
  Map<TableId, Map<Map<String, String>, Integer>> atLast() {
    applyBefore(new Position(Long.MAX_VALUE, 0, 0));
    return tables;
  }

  private void applyBefore(Position end) {
    while (changes.next < changes.ordered.size()
        && changes.ordered.get(changes.next).getKey().compareTo(end) < 0) {
      changes.ordered.get(changes.next).getValue().forEach(this::apply);
      changes.next++;
    }
  }

  private void apply(AuditedChange change) {
    Map<Map<String, String>, Integer> rows = rowsOf(change.table());
    if (change.operation().equals("TRUNCATE")) {
      rows.clear();
    }
    if (!change.before().isEmpty()) {
      rows.merge(change.before(), -1, SnapshotAudit::sumOrGone);
    }
    if (!change.after().isEmpty()) {
      rows.merge(change.after(), 1, SnapshotAudit::sumOrGone);
    }
  }

  private Map<Map<String, String>, Integer> rowsOf(TableId table) {
    return tables.computeIfAbsent(table, t -> new HashMap<>());
  }

  private static Integer sumOrGone(Integer a, Integer b) {
    return a + b == 0 ? null : Integer.valueOf(a + b);
  }
}
