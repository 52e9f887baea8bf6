package com.cdc.verify;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys of one table as single texts.
 *
 * @param columns the key's columns in order
 */
record Keys(List<String> columns) {

  // PostgreSQL holds no text with a zero character
  private static final char SEPARATOR = '\0';

  Keys {
    columns = List.copyOf(columns);
  }

  /**
   * The key of a row.
   *
   * @throws LandingException if a column of it is missing
   */
  String of(Map<String, @Nullable String> row) {
    if (columns.size() == 1) {
      return value(row, columns.get(0));
    }
    StringBuilder key = new StringBuilder();
    for (String column : columns) {
      key.append(value(row, column)).append(SEPARATOR);
    }
    return key.toString();
  }

  /** Whether the row has a key at all: it may be from before the table had this one. */
  boolean areIn(Map<String, @Nullable String> row) {
    return columns.stream().allMatch(column -> row.get(column) != null);
  }

  /** For humans: {@code (1, A)}. */
  static String display(String key) {
    String values = key.replace("" + SEPARATOR, ", ");
    return "(" + (values.endsWith(", ") ? values.substring(0, values.length() - 2) : values) + ")";
  }

  private static String value(Map<String, @Nullable String> row, String column) {
    String value = row.get(column);
    if (value == null) {
      throw new LandingException("A record lacks the key column " + column);
    }
    return value;
  }
}
