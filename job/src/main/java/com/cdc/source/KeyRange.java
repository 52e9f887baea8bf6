package com.cdc.source;

import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.Quoting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table whose key is at or after one bound and before another. A bound is the text of
 * each key column.
 *
 * @param from inclusive; null for the first chunk
 * @param to exclusive; null for the last chunk
 */
record KeyRange(List<String> keyColumns, Object @Nullable [] from, Object @Nullable [] to) {

  static KeyRange of(CapturedTable table, Object @Nullable [] from, Object @Nullable [] to) {
    return new KeyRange(table.keyColumns(), from, to);
  }

  /** As conditions of a WHERE clause, possibly none. */
  List<String> conditions() {
    List<String> conditions = new ArrayList<>();
    if (from != null) {
      conditions.add(compare(">=", from));
    }
    if (to != null) {
      conditions.add(compare("<", to));
    }
    return conditions;
  }

  /** Row comparison, which the key's index serves; the literals take the columns' types. */
  private String compare(String operator, Object[] bound) {
    String values =
        Arrays.stream(bound)
            .map(value -> Quoting.literal((String) value))
            .collect(Collectors.joining(", "));
    return "(" + Quoting.identifiers(keyColumns) + ") " + operator + " (" + values + ")";
  }
}
