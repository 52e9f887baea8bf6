package com.cdc.source;

import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of a table whose key is at or after one bound and before another. */
final class KeyRange {

  private KeyRange() {}

  /**
   * The range as conditions of a WHERE clause, possibly none.
   *
   * @param from inclusive; null for the first chunk
   * @param to exclusive; null for the last chunk
   * @throws KeyChangedException if a bound is of another key
   */
  static List<String> conditions(
      CapturedTable table, @Nullable KeyBound from, @Nullable KeyBound to) {
    List<String> conditions = new ArrayList<>();
    if (from != null) {
      conditions.add(compare(table, ">=", from));
    }
    if (to != null) {
      conditions.add(compare(table, "<", to));
    }
    return conditions;
  }

  /** Row comparison, which the key's index serves; the literals take the columns' types. */
  private static String compare(CapturedTable table, String operator, KeyBound bound) {
    bound.requireKeyOf(table);
    String values = bound.values().stream().map(Quoting::literal).collect(Collectors.joining(", "));
    return "(" + Quoting.identifiers(table.keyColumns()) + ") " + operator + " (" + values + ")";
  }
}
