package com.cdc.audit;

import com.cdc.event.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Holds the landed changes against those that committed, transaction by transaction: the same
 * records in the same order, numbered 1…n, at a position that no other transaction has.
 */
final class ChangeAudit {

  private final Map<Long, List<ExpectedRow>> expected;
  private final Map<Long, List<LandedRow>> landed = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();

  private ChangeAudit(Map<Long, List<ExpectedRow>> expected, List<LandedRow> rows) {
    this.expected = expected;
    rows.stream()
        .filter(row -> row.xid() != 0)
        .sorted(Comparator.comparing(LandedRow::position))
        .forEach(row -> landed.computeIfAbsent(row.xid(), xid -> new ArrayList<>()).add(row));
  }

  /**
   * What is wrong; empty if nothing is.
   *
   * @param expected what each transaction must land as
   */
  static List<String> faults(Map<Long, List<ExpectedRow>> expected, List<LandedRow> rows) {
    ChangeAudit audit = new ChangeAudit(expected, rows);
    Set<Long> transactions = new TreeSet<>(expected.keySet());
    transactions.addAll(audit.landed.keySet());
    transactions.forEach(audit::compare);
    audit.requireOwnPositions();
    return audit.faults;
  }

  private void compare(long xid) {
    List<LandedRow> rows = landed.getOrDefault(xid, List.of());
    List<ExpectedRow> changes = expected.getOrDefault(xid, List.of());
    int met = 0;
    for (LandedRow row : rows) {
      if (met < changes.size() && changes.get(met).isMetBy(row)) {
        met++;
      } else {
        int later = indexOf(changes, met, row);
        if (later < 0) {
          fault(xid, "landed, but nothing like it was committed there: " + row);
        } else {
          changes.subList(met, later).forEach(lost -> fault(xid, "has not landed: " + lost));
          met = later + 1;
        }
      }
    }
    changes.subList(met, changes.size()).forEach(lost -> fault(xid, "has not landed: " + lost));
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).position().seq() != i + 1) {
        fault(
            xid,
            "ordinal %d is not %d: %s".formatted(rows.get(i).position().seq(), i + 1, rows.get(i)));
        return;
      }
    }
  }

  private static int indexOf(List<ExpectedRow> changes, int from, LandedRow row) {
    for (int i = from; i < changes.size(); i++) {
      if (changes.get(i).isMetBy(row)) {
        return i;
      }
    }
    return -1;
  }

  private void requireOwnPositions() {
    Map<Position, Long> owners = new TreeMap<>();
    landed.forEach(
        (xid, rows) -> {
          Set<Position> positions = new TreeSet<>();
          rows.forEach(
              row -> positions.add(new Position(row.position().epoch(), row.position().lsn(), 0)));
          if (positions.size() > 1) {
            fault(xid, "stands at more than one position: " + positions);
          }
          for (Position position : positions) {
            Long other = owners.put(position, xid);
            if (other != null) {
              fault(xid, "shares " + position + " with transaction " + other);
            }
          }
        });
  }

  private void fault(long xid, String what) {
    faults.add("transaction " + xid + ": " + what);
  }
}
