package com.cdc.audit;

import com.cdc.audit.WatchedTable.OldRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The record that a change must land as, in the form that docs and readers rely on.
 *
 * @param row the whole row: the old one for a delete, the new one otherwise
 * @param before the old row of an update
 */
record ExpectedRow(
    WatchedTable table, String operation, Map<String, String> row, Map<String, String> before) {

  /** One record, or two for a change of the key or of a row that has none. */
  static List<ExpectedRow> of(WatchedTable table, AuditedChange change) {
    return switch (change.operation()) {
      case "INSERT" -> List.of(new ExpectedRow(table, "c", change.after(), Map.of()));
      case "DELETE" -> List.of(new ExpectedRow(table, "d", change.before(), Map.of()));
      case "TRUNCATE" -> List.of(new ExpectedRow(table, "t", Map.of(), Map.of()));
      case "UPDATE" -> {
        ExpectedRow update = new ExpectedRow(table, "u", change.after(), change.before());
        yield update.changesKey() || table.key().isEmpty()
            ? List.of(new ExpectedRow(table, "d", change.before(), Map.of()), update)
            : List.of(update);
      }
      default -> throw new IllegalStateException("Unknown operation " + change.operation());
    };
  }

  boolean isMetBy(LandedRow landed) {
    return landed.table().equals(table.id())
        && landed.operation().equals(operation)
        && switch (operation) {
          case "d" -> isDeletedBy(landed);
          case "u" -> isUpdatedBy(landed);
          default -> landed.columns().equals(row) && landed.unchanged().isEmpty();
        };
  }

  private boolean isDeletedBy(LandedRow landed) {
    Map<String, String> sent = new HashMap<>(row);
    switch (table.oldRow()) {
      case KEY -> sent.keySet().retainAll(table.key());
      case WHOLE -> sent.values().removeIf(Objects::isNull);
    }
    return landed.columns().equals(sent);
  }

  private boolean isUpdatedBy(LandedRow landed) {
    Set<String> unchanged = landed.unchanged();
    Map<String, String> sent = new HashMap<>(row);
    sent.keySet().removeAll(unchanged);
    boolean isUnchanged =
        unchanged.stream()
            .allMatch(
                column -> row.get(column) != null && row.get(column).equals(before.get(column)));
    return landed.columns().equals(sent)
        && isUnchanged
        && (unchanged.isEmpty() || table.oldRow() == OldRow.KEY)
        && landed.oldKey().equals(changesKey() ? keyOf(before) : Map.of());
  }

  private boolean changesKey() {
    return !keyOf(before).equals(keyOf(row));
  }

  private Map<String, String> keyOf(Map<String, String> whole) {
    Map<String, String> key = new HashMap<>(whole);
    key.keySet().retainAll(new HashSet<>(table.key()));
    return key;
  }

  /** For humans. */
  @Override
  public String toString() {
    return operation + " " + table.id().name() + " " + Texts.shortened(row);
  }
}
