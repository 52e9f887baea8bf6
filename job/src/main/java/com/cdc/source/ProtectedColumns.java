package com.cdc.source;

import com.cdc.config.ColumnRules;
import com.cdc.event.ColumnRule;
import com.cdc.event.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sees to it that a table that changes does not show what its rules keep back. A rule knows a
 * column by its name; so when such a column is gone and one without a rule is new, that may be the
 * column under another name, and nothing of it is read. Thread-safe: snapshot and stream share it.
 */
final class ProtectedColumns {

  private final ColumnRules rules;
  private final Map<TableId, Set<String>> seen = new HashMap<>();

  ProtectedColumns(ColumnRules rules) {
    this.rules = rules;
  }

  /**
   * Takes the columns of a table that are about to be read.
   *
   * @param columns all that the publication has, also those that are dropped
   * @param key names of the key's columns
   * @throws StopException if a column without a rule may be one with a rule renamed, or a rule
   *     leaves rows without their key
   */
  synchronized void require(TableId table, List<String> columns, Collection<String> key) {
    Map<String, ColumnRule> ruled = rules.of(table);
    if (ruled.isEmpty()) {
      return;
    }
    requireKey(table, ruled, key);
    Set<String> known = seen.computeIfAbsent(table, first -> new LinkedHashSet<>(columns));
    List<String> gone = new ArrayList<>(known);
    gone.retainAll(ruled.keySet());
    gone.removeAll(columns);
    List<String> fresh = new ArrayList<>(columns);
    fresh.removeAll(known);
    fresh.removeAll(ruled.keySet());
    if (!gone.isEmpty() && !fresh.isEmpty()) {
      throw renamed(table, ruled, gone, fresh);
    }
    gone.forEach(known::remove);
    known.addAll(columns);
  }

  /** Takes the columns that a table had before this task began. */
  synchronized void remember(TableId table, List<String> columns) {
    if (!rules.of(table).isEmpty()) {
      seen.computeIfAbsent(table, first -> new LinkedHashSet<>()).addAll(columns);
    }
  }

  private static void requireKey(
      TableId table, Map<String, ColumnRule> ruled, Collection<String> key) {
    for (String column : key) {
      ColumnRule rule = ruled.getOrDefault(column, ColumnRule.KEEP);
      if (rule == ColumnRule.DROP || rule == ColumnRule.MASK) {
        throw new StopException(
            "Column "
                + column
                + " of table "
                + table
                + " is to be "
                + rule.participle()
                + ", but is part of the key now, and rows could not be told apart without it. List"
                + " it in `postgres.hash-columns` instead, or in none.");
      }
    }
  }

  private static StopException renamed(
      TableId table, Map<String, ColumnRule> ruled, List<String> gone, List<String> fresh) {
    String newNames = String.join(", ", fresh);
    return new StopException(
        gone.stream()
                .map(
                    column ->
                        column
                            + " (to be "
                            + ruled.getOrDefault(column, ColumnRule.KEEP).participle()
                            + ")")
                .collect(Collectors.joining(", ", "Column ", " of table " + table))
            + " is gone and "
            + newNames
            + " is new, which may be the same under another name; nothing of it has been read. If"
            + " it is, list "
            + newNames
            + " as well, and leave the old name listed for what was written before. If it is not,"
            + " list it nevertheless, start, take both names from the list once the job has passed"
            + " this point, and read the table anew: cdc resnapshot --table "
            + table);
  }
}
