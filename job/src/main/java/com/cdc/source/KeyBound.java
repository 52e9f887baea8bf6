package com.cdc.source;

import com.cdc.postgres.CapturedTable;
import java.util.List;

/**
 * Where one chunk of a table ends and the next begins.
 *
 * @param columns the key's columns, in its order; empty if the state is of a version that did not
 *     keep them
 * @param values the text of each
 */
record KeyBound(List<String> columns, List<String> values) {

  KeyBound {
    columns = List.copyOf(columns);
    values = List.copyOf(values);
  }

  /**
   * Ensures that the table still has the key that it was cut by.
   *
   * @throws KeyChangedException if it has another
   */
  void requireKeyOf(CapturedTable table) {
    List<String> key = table.keyColumns();
    if (columns.isEmpty() ? values.size() == key.size() : columns.equals(key)) {
      return;
    }
    throw new KeyChangedException(
        "The key of table "
            + table.id()
            + " was replaced while its snapshot was being read: it was "
            + (columns.isEmpty() ? "one of " + values.size() + " columns" : columns)
            + " and is now "
            + (key.isEmpty() ? "none" : key)
            + ". What was read by the old key cannot be continued by the new one. Take the table"
            + " out of `postgres.tables`, start, let the other tables' snapshot finish, stop, and"
            + " add it again: it is then read anew. If it is the only one, begin anew with another"
            + " slot, landing and `checkpoint.uri`.");
  }
}
