package com.cdc.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the text format of COPY, one field per column.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">PostgreSQL manual, COPY</a>
 */
final class CopyText {

  static final String NULL = "\\N";

  /** Stands for a value that is in an earlier record; no value is written so: {@code \} doubles. */
  static final String UNCHANGED = "\\U";

  /** Stands for a column that the record does not have: it is older than the column. */
  static final String ABSENT = "\\A";

  private CopyText() {}

  /** The record's row in the order of the columns, without the line break. */
  static String encode(LandedRecord record, List<String> columns) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      if (i > 0) {
        line.append('\t');
      }
      if (record.unchanged().contains(column)) {
        line.append(UNCHANGED);
      } else if (record.columns().containsKey(column)) {
        append(line, record.columns().get(column));
      } else {
        line.append(ABSENT);
      }
    }
    return line.toString();
  }

  /** One field. */
  static String field(@Nullable String value) {
    StringBuilder field = new StringBuilder();
    append(field, value);
    return field.toString();
  }

  static String[] fields(String line) {
    return line.split("\t", -1);
  }

  private static void append(StringBuilder line, @Nullable String value) {
    if (value == null) {
      line.append(NULL);
      return;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> line.append("\\\\");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> line.append(c);
      }
    }
  }
}
