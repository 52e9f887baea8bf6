package com.cdc.source;

import com.cdc.config.ColumnRules;
import com.cdc.event.ColumnRule;
import com.cdc.event.TableId;
import com.cdc.postgres.SentColumn;
import com.cdc.postgres.TableStamp;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Sees to it that a table that changes does not show what its rules keep back. A rule knows a
 * column by its name, PostgreSQL by its number: where a column that had a rule's name comes under
 * another one, nothing of it is read. Thread-safe: snapshot and stream share it.
 */
final class ProtectedColumns {

  /**
   * What is known of a table.
   *
   * @param relation its oid; the numbers of another table under its name say nothing
   * @param ruled names of the columns with a rule by their numbers
   * @param names of all columns that were ever seen
   * @param lost those with a rule that were gone when they were first seen: of which number is not
   *     known
   */
  private record Seen(
      long relation, Map<Integer, String> ruled, Set<String> names, Set<String> lost) {}

  private final ColumnRules rules;
  private final Map<TableId, Seen> seen = new HashMap<>();

  ProtectedColumns(ColumnRules rules) {
    this.rules = rules;
  }

  /**
   * Takes the columns of a table that are about to be read.
   *
   * @param version all columns that the publication has, also those that are dropped
   * @throws StopException if a column without a rule is, or in doubt may be, one with a rule
   *     renamed, or a rule leaves rows without their key
   */
  synchronized void require(TableVersion version) {
    TableId table = version.table();
    Map<String, ColumnRule> ruled = rules.of(table);
    if (ruled.isEmpty()) {
      return;
    }
    requireKey(table, ruled, version.key());
    Seen known = of(table, version.relation());
    for (SentColumn column : version.columns()) {
      if (!ruled.containsKey(column.name())) {
        String before = known.ruled.get(column.number());
        if (before != null) {
          throw renamed(table, ruled, before, "is called", column.name());
        }
        if (!known.names.isEmpty() && !known.names.contains(column.name())) {
          if (!known.lost.isEmpty()) {
            throw renamed(
                table, ruled, known.lost.iterator().next(), "may be called", column.name());
          }
          // gone by now, and never seen before: nothing tells what it was
          if (column.number() == 0) {
            throw unknown(table, column.name());
          }
        }
      }
    }
    version.columns().forEach(column -> remember(known, ruled, column.number(), column.name()));
  }

  /** Takes the columns that a table had before this task began. */
  synchronized void remember(TableId table, TableStamp stamp) {
    Map<String, ColumnRule> ruled = rules.of(table);
    if (!ruled.isEmpty()) {
      Seen known = of(table, stamp.relation());
      stamp.columns().forEach(column -> remember(known, ruled, column.number(), column.name()));
    }
  }

  private Seen of(TableId table, long relation) {
    Seen known = seen.get(table);
    if (known == null || known.relation != relation) {
      known = new Seen(relation, new HashMap<>(), new HashSet<>(), new HashSet<>());
      seen.put(table, known);
    }
    return known;
  }

  private static void remember(Seen known, Map<String, ColumnRule> ruled, int number, String name) {
    known.names.add(name);
    if (!ruled.containsKey(name)) {
      return;
    }
    if (number > 0) {
      known.ruled.put(number, name);
    } else if (!known.ruled.containsValue(name)) {
      known.lost.add(name);
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
      TableId table, Map<String, ColumnRule> ruled, String before, String verb, String now) {
    return new StopException(
        "Column "
            + before
            + " (to be "
            + ruled.getOrDefault(before, ColumnRule.KEEP).participle()
            + ") of table "
            + table
            + " "
            + verb
            + " "
            + now
            + " now; nothing of it has been read under that name. List "
            + now
            + " as well. What was written before still has the old name: leave it listed, and name"
            + " it in `postgres.former-columns` if no column has it any more.");
  }

  private static StopException unknown(TableId table, String column) {
    return new StopException(
        "Column "
            + column
            + " of table "
            + table
            + " came and is gone again by now, so it may be one that is to be dropped, hashed or"
            + " masked under another name; nothing of it has been read. List it as well, for"
            + " example in `postgres.drop-columns`, and name it in `postgres.former-columns`.");
  }
}
