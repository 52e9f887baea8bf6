package com.cdc.lakehouse;

import com.cdc.event.TableId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names the tables of bronze and silver, so that no two are one. */
final class TargetNames {

  /** What silver makes beside the view of a table, and that view. */
  private static final List<String> BESIDE =
      List.of("", "_cdc", "_cdc_control", "_cdc_moves", "_history", "_history_cdc");

  private static final List<String> ALONE = List.of("");

  private final Map<String, Integer> shared = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  /**
   * Names none yet.
   *
   * @param tables all that are to have names, by which it is known where one name is of several
   * @param taken names that stay, with their schema
   */
  TargetNames(Collection<TableId> tables, Collection<String> taken) {
    tables.forEach(table -> shared.merge(plain(table.name()), 1, Integer::sum));
    for (String name : taken) {
      BESIDE.forEach(suffix -> this.taken.add(name + suffix));
    }
  }

  String bronze(TableId table) {
    return free("bronze." + both(table), ALONE);
  }

  /** The table's name, with that of its schema where it is of several tables. */
  String silver(TableId table) {
    String name = plain(table.name());
    return free("silver." + (shared.getOrDefault(name, 1) > 1 ? both(table) : name), BESIDE);
  }

  private String free(String name, List<String> suffixes) {
    String free = name;
    for (int n = 2; isTaken(free, suffixes); n++) {
      free = name + "_" + n;
    }
    for (String suffix : suffixes) {
      taken.add(free + suffix);
    }
    return free;
  }

  private boolean isTaken(String name, List<String> suffixes) {
    return suffixes.stream().anyMatch(suffix -> taken.contains(name + suffix));
  }

  private static String both(TableId table) {
    return plain(table.schema()) + "_" + plain(table.name());
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
  }
}
