package com.cdc.config;

import com.cdc.event.ColumnRule;
import com.cdc.event.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Columns as text: {@code public.users.email, "odd.schema"."a, b"."c"}. */
final class ColumnList {

  /** A column of a table, as one list names it. */
  record Column(TableId table, String name) {
    @Override
    public String toString() {
      return TableList.format(List.of(table)) + "." + TableSplitter.quote(name);
    }
  }

  private ColumnList() {}

  /** The columns of a comma-separated text; blank entries are skipped. */
  static List<Column> parse(String text, String subject, boolean printable, Problems problems) {
    List<Column> columns = new ArrayList<>();
    int number = 0;
    for (String entry : new TableSplitter(text, ',').parts()) {
      if (entry.isBlank()) {
        continue;
      }
      number++;
      List<String> names = new ArrayList<>();
      new TableSplitter(entry.strip(), '.')
          .parts().stream().map(TableSplitter::unquote).forEach(names::add);
      if (names.size() != 3 || names.stream().anyMatch(name -> name == null || name.isEmpty())) {
        problems.add(
            "Entry %d of %s%s must be `schema.table.column`, with double quotes around a name that contains a comma, dot or quote."
                .formatted(number, subject, printable ? ", `" + entry.strip() + "`," : ""));
      } else {
        columns.add(new Column(new TableId(names.get(0), names.get(1)), names.get(2)));
      }
    }
    return columns;
  }

  /** The text that {@link #parse} reads back. */
  static String format(Map<TableId, Set<String>> names) {
    List<String> columns = new ArrayList<>();
    new TreeMap<>(names)
        .forEach(
            (table, its) ->
                new TreeSet<>(its)
                    .forEach(name -> columns.add(new Column(table, name).toString())));
    return String.join(",", columns);
  }

  /** The text that {@link #parse} reads back: all columns with the rule. */
  static String format(ColumnRules rules, ColumnRule rule) {
    List<String> columns = new ArrayList<>();
    new TreeMap<>(rules.rules())
        .forEach(
            (table, byName) ->
                new TreeMap<>(byName)
                    .forEach(
                        (name, its) -> {
                          if (its == rule) {
                            columns.add(new Column(table, name).toString());
                          }
                        }));
    return String.join(",", columns);
  }

  /** What is wrong with these rules beside these tables. */
  static List<String> complaints(ColumnRules rules, Collection<TableId> tables, String source) {
    List<String> found = new ArrayList<>();
    for (Map.Entry<TableId, Map<String, ColumnRule>> entry : rules.rules().entrySet()) {
      if (!tables.contains(entry.getKey())) {
        found.add(
            "Columns of table %s are to be dropped, hashed or masked, but `%s` does not name it."
                .formatted(
                    TableList.format(List.of(entry.getKey())),
                    SourceKeys.key(source, PostgresOptions.TABLES)));
      }
    }
    rules
        .former()
        .forEach(
            (table, names) ->
                names.stream()
                    .filter(name -> !rules.of(table).containsKey(name))
                    .forEach(
                        name ->
                            found.add(
                                "`%s` names %s, which is not to be dropped, hashed or masked."
                                    .formatted(
                                        SourceKeys.key(source, PostgresOptions.FORMER_COLUMNS),
                                        new Column(table, name)))));
    boolean hashes =
        rules.rules().values().stream().anyMatch(its -> its.containsValue(ColumnRule.HASH));
    if (hashes && rules.hashKey() == null) {
      found.add(
          "`%s` needs `%s`, a secret of at least %d characters, for example `${file:PATH}`."
              .formatted(
                  SourceKeys.key(source, PostgresOptions.HASH_COLUMNS),
                  SourceKeys.key(source, PostgresOptions.HASH_KEY),
                  Rules.SHORTEST_HASH_KEY));
    }
    return found;
  }
}
