package com.cdc.postgres;

import com.cdc.event.TableId;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names and texts as parts of an SQL statement: always quoted, so that nothing is ever folded. */
public final class Quoting {

  private Quoting() {}

  /** {@code a"b} becomes {@code "a""b"}. */
  public static String identifier(String name) {
    rejectZero(name);
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** {@code "schema"."name"}. */
  public static String table(TableId table) {
    return identifier(table.schema()) + "." + identifier(table.name());
  }

  /** Quoted identifiers, joined by commas, in the given order. */
  public static String identifiers(Collection<String> names) {
    return names.stream().map(Quoting::identifier).collect(Collectors.joining(", "));
  }

  /** Quoted tables, joined by commas, in the given order. */
  public static String tables(Collection<TableId> tables) {
    return tables.stream().map(Quoting::table).collect(Collectors.joining(", "));
  }

  /**
   * {@code it's} becomes {@code 'it''s'}; a backslash makes it an escape string, so that the result
   * means the same whatever {@code standard_conforming_strings} is.
   */
  public static String literal(String text) {
    rejectZero(text);
    String quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
    return text.indexOf('\\') < 0 ? quoted : "E" + quoted;
  }

  private static void rejectZero(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("PostgreSQL holds no text with a zero character");
    }
  }
}
