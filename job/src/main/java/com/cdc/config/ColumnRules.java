package com.cdc.config;

import com.cdc.event.ColumnRule;
import com.cdc.event.TableId;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which columns do not land as they are.
 *
 * @param rules by table, then by column; what is not in it is kept
 * @param hashKey key of the hashes; null if nothing is hashed
 * @param former those that tables need not have any more, by table
 */
public record ColumnRules(
    Map<TableId, Map<String, ColumnRule>> rules,
    @Nullable Secret hashKey,
    Map<TableId, Set<String>> former)
    implements Serializable {

  /** Every column lands as it is. */
  public static final ColumnRules NONE = new ColumnRules(Map.of(), null);

  public ColumnRules {
    Map<TableId, Map<String, ColumnRule>> copy = new LinkedHashMap<>();
    rules.forEach((table, columns) -> copy.put(table, Map.copyOf(columns)));
    rules = Map.copyOf(copy);
    Map<TableId, Set<String>> names = new LinkedHashMap<>();
    former.forEach((table, columns) -> names.put(table, Set.copyOf(columns)));
    former = Map.copyOf(names);
  }

  /** Rules of columns that all exist. */
  public ColumnRules(Map<TableId, Map<String, ColumnRule>> rules, @Nullable Secret hashKey) {
    this(rules, hashKey, Map.of());
  }

  /** The rules of a table's columns; a column that is not in it is kept. */
  public Map<String, ColumnRule> of(TableId table) {
    return rules.getOrDefault(table, Map.of());
  }

  /** Whether the table need not have the column any more. */
  public boolean isFormer(TableId table, String column) {
    return former.getOrDefault(table, Set.of()).contains(column);
  }

  /** The rule of a column. */
  public ColumnRule of(TableId table, String column) {
    return of(table).getOrDefault(column, ColumnRule.KEEP);
  }
}
