package com.cdc.config;

import com.cdc.event.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Values of single tables as text: {@code public.items=4, "odd.schema"."a=b"=2}. */
final class TableSettings {
  private TableSettings() {}

  /**
   * The values of a comma-separated text; blank entries are skipped.
   *
   * @param form what a value looks like, for "must be …"
   * @param parser throws an {@link IllegalArgumentException} for what is no value
   */
  static <T> Map<TableId, T> parse(
      Given given, String form, Function<String, T> parser, Problems problems) {
    Map<TableId, T> values = new HashMap<>();
    int number = 0;
    for (String entry : new TableSplitter(given.text(), ',').parts()) {
      if (entry.isBlank()) {
        continue;
      }
      number++;
      String where =
          "Entry %d of %s%s"
              .formatted(
                  number, given.subject(), given.printable() ? ", `" + entry.strip() + "`," : "");
      List<String> parts = new TableSplitter(entry.strip(), '=').parts();
      if (parts.size() != 2) {
        problems.add(
            where
                + " must be `schema.table=value`, with double quotes around a name that contains a"
                + " comma, dot, quote or equals sign.");
        continue;
      }
      List<TableId> table =
          TableList.parse(parts.get(0).strip(), given.subject(), given.printable(), problems);
      try {
        T value = parser.apply(parts.get(1).strip());
        if (table.size() == 1 && values.putIfAbsent(table.get(0), value) != null) {
          problems.add(where + " names a table for the second time.");
        }
      } catch (IllegalArgumentException e) {
        problems.add(where + " must give " + form + " after the equals sign.");
      }
    }
    return values;
  }

  /** The text that {@link #parse} reads back. */
  static String format(Map<TableId, ?> values) {
    List<String> entries = new ArrayList<>();
    new TreeMap<>(values)
        .forEach(
            (table, value) -> {
              String name = TableList.format(List.of(table));
              String quoted =
                  name.indexOf('=') < 0
                      ? name
                      : '"'
                          + table.schema().replace("\"", "\"\"")
                          + "\".\""
                          + table.name().replace("\"", "\"\"")
                          + '"';
              entries.add(quoted + "=" + ValueType.print(value));
            });
    return String.join(",", entries);
  }
}
