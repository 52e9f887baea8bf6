package com.cdc.lakehouse;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names that PostgreSQL tells apart or allows, and Spark or Delta does not. */
final class ColumnNames {

  private static final String SPECIAL = " ,;{}()\n\t=";
  private static final Set<String> PARTITIONS = Set.of("date", "hour");

  /** What bronze and silver add to a table's columns, beside names that begin with {@code __}. */
  private static final Set<String> ADDED =
      Set.of("_rescued_data", "_corrupt_record", "_last_updated");

  private ColumnNames() {}

  /**
   * The columns without those that differ from another by case only, which a Delta table cannot
   * hold beside each other: that of the key, else the first, is kept.
   *
   * @param warnings hears of those that are left out
   */
  static Map<String, String> distinct(
      Map<String, String> columns, List<String> keys, List<String> warnings) {
    Map<String, String> kept = new HashMap<>();
    keys.forEach(key -> kept.putIfAbsent(lower(key), key));
    Map<String, String> distinct = new LinkedHashMap<>();
    columns.forEach(
        (name, type) -> {
          String first = kept.computeIfAbsent(lower(name), unused -> name);
          if (first.equals(name)) {
            distinct.put(name, type);
          } else {
            warnings.add(
                "`%s` and `%s` differ by case only, and a Delta table holds one of them: `%s`."
                        .formatted(first, name, first)
                    + " Values of the other go to the rescue column. Rename it, or leave it out by"
                    + " `drop-columns`.");
          }
        });
    return distinct;
  }

  /** What needs care about these names. */
  static List<String> warnings(Collection<String> names) {
    List<String> warnings = new ArrayList<>();
    List<String> partitions = names.stream().filter(n -> PARTITIONS.contains(lower(n))).toList();
    if (!partitions.isEmpty()) {
      warnings.add(
          Quoted.list(partitions)
              + ": also a level of the landing's paths. Read it with partition discovery off"
              + " (`cloudFiles.partitionColumns` empty, as the bundle has it), or the path wins.");
    }
    List<String> special = names.stream().filter(ColumnNames::isSpecial).toList();
    if (!special.isEmpty()) {
      warnings.add(
          Quoted.list(special)
              + ": Delta takes such a name only with `delta.columnMapping.mode` = `name`, as the"
              + " bundle makes its tables.");
    }
    List<String> added = names.stream().filter(ColumnNames::isAdded).toList();
    if (!added.isEmpty()) {
      warnings.add(
          Quoted.list(added)
              + ": bronze and silver add columns of such names. Rename it, or leave it out by"
              + " `drop-columns`.");
    }
    return warnings;
  }

  private static boolean isSpecial(String name) {
    return name.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
  }

  private static boolean isAdded(String name) {
    return name.startsWith("__") || ADDED.contains(lower(name));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
