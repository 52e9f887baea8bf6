package com.cdc.config;

import com.cdc.event.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Tables as text: {@code public.items, "odd.schema"."a, b"}. */
final class TableList {
  private static final String UNBALANCED =
      " has an unbalanced quote; put double quotes around a whole name and double those inside it.";

  private TableList() {}

  /** The tables of a comma-separated text; blank entries are skipped. */
  static List<TableId> parse(String text, String subject, boolean printable, Problems problems) {
    List<TableId> tables = new ArrayList<>();
    int number = 0;
    for (String entry : new TableSplitter(text, ',').parts()) {
      if (entry.isBlank()) {
        continue;
      }
      number++;
      String where =
          "Entry %d of %s%s"
              .formatted(number, subject, printable ? ", `" + entry.strip() + "`," : "");
      if (entry.chars().filter(c -> c == '"').count() % 2 != 0) {
        problems.add(where + UNBALANCED);
        continue;
      }
      List<String> names = new TableSplitter(entry.strip(), '.').parts();
      if (names.size() != 2) {
        problems.add(where + " " + miscount(names.size()));
        continue;
      }
      String schema = TableSplitter.unquote(names.get(0));
      String table = TableSplitter.unquote(names.get(1));
      if (schema == null || table == null) {
        problems.add(where + UNBALANCED);
      } else if (schema.isEmpty() || table.isEmpty()) {
        problems.add(where + " needs a schema and a table; write `schema.table`.");
      } else {
        tables.add(new TableId(schema, table));
      }
    }
    return tables;
  }

  private static String miscount(int names) {
    return names < 2
        ? "has no dot; write `schema.table`, with double quotes around a name that contains a"
            + " comma, dot or quote."
        : "has more than one dot; write `schema.table`, with double quotes around a name that"
            + " contains a dot.";
  }

  /** What is wrong with these tables together. */
  static List<String> complaints(Collection<TableId> tables, String subject) {
    List<String> found = new ArrayList<>();
    if (tables.isEmpty()) {
      found.add(subject + " names no table; give at least one `schema.table`.");
    }
    Set<TableId> seen = new HashSet<>();
    Map<String, TableId> directories = new HashMap<>();
    for (TableId table : tables) {
      if (!seen.add(table)) {
        found.add("%s names %s twice.".formatted(subject, format(table)));
        continue;
      }
      TableId other = directories.putIfAbsent(table.directory().toLowerCase(Locale.ROOT), table);
      if (other != null) {
        found.add(
            ("Tables %s and %s would share the landing directory %s on case-insensitive stores and"
                    + " in case-insensitive catalogues; capture only one of them in a pipeline.")
                .formatted(format(other), format(table), other.directory()));
      }
    }
    return found;
  }

  /** The text that {@link #parse} reads back. */
  static String format(Collection<TableId> tables) {
    return tables.stream().map(TableList::format).collect(Collectors.joining(","));
  }

  private static String format(TableId table) {
    return TableSplitter.quote(table.schema()) + "." + TableSplitter.quote(table.name());
  }
}
