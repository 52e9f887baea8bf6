package com.cdc.lakehouse;

import com.cdc.event.ColumnRule;
import com.cdc.event.TableId;
import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.ColumnInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers what is known of one table: from the catalogue, the landing, and those who know best. */
final class HintBuilder {

  private final TableId table;
  private final Map<String, ColumnRule> rules;
  private final Map<String, String> given;
  private final Map<String, String> columns = new LinkedHashMap<>();
  private final List<String> unlimited = new ArrayList<>();
  private final Map<String, String> widened = new LinkedHashMap<>();
  private final Set<String> former = new LinkedHashSet<>();
  private final Set<String> withheld = new LinkedHashSet<>();
  private final List<String> warnings = new ArrayList<>();
  private List<String> keys = List.of();

  /**
   * Begins with nothing.
   *
   * @param rules what becomes of columns
   * @param given types that somebody has chosen, by column; they win
   */
  HintBuilder(TableId table, Map<String, ColumnRule> rules, Map<String, String> given) {
    this.table = table;
    this.rules = rules;
    this.given = given;
  }

  /** Takes the table as it is now; comes before {@link #landed}. */
  HintBuilder catalogue(CapturedTable captured, List<String> published, SparkTypes types) {
    for (ColumnInfo column : captured.columns()) {
      ColumnRule rule = rules.getOrDefault(column.name(), ColumnRule.KEEP);
      if (rule == ColumnRule.DROP || !published.contains(column.name())) {
        continue;
      }
      columns.put(column.name(), types.of(column.typeOid(), column.modifier(), rule));
      if (rule == ColumnRule.KEEP
          && types.isUnlimitedNumeric(column.typeOid(), column.modifier())) {
        unlimited.add(column.name());
      }
    }
    keys = captured.keyColumns();
    if (!columns.keySet().containsAll(keys)) {
      warn(
          "Its key (%s) does not land as a whole, so it is read as a table without one."
              .formatted(String.join(", ", keys)));
      keys = List.of();
    }
    return this;
  }

  /** Takes the shapes that records of the table have had, oldest first. */
  HintBuilder landed(List<LandedShape> shapes, TypeNames names) {
    boolean isCaptured = !columns.isEmpty();
    for (LandedShape shape : shapes) {
      for (LandedShape.Column column : shape.columns()) {
        if (rules.get(column.name()) == ColumnRule.DROP) {
          withheld.add(column.name());
        } else {
          land(column.name(), names.spark(column), isCaptured);
        }
      }
    }
    if (!isCaptured && !shapes.isEmpty()) {
      keys = shapes.get(shapes.size() - 1).key();
    } else if (shapes.stream()
        .anyMatch(shape -> !Set.copyOf(shape.key()).equals(Set.copyOf(keys)))) {
      warn(
          "Its key was another one in older records; a silver table that folds by it has to be made"
              + " anew.");
    }
    return this;
  }

  private void land(String name, String type, boolean isCaptured) {
    String known = columns.get(name);
    if (known == null) {
      columns.put(name, type);
      if (isCaptured) {
        former.add(name);
      }
    } else {
      String widest = Widening.widest(known, type);
      columns.put(name, widest);
      if (!type.equals(known)) {
        widened.put(name, widest);
      }
    }
  }

  HintBuilder warn(String sentence) {
    warnings.add(sentence);
    return this;
  }

  TableHints build() {
    unlimited.removeAll(given.keySet());
    widened.keySet().removeAll(given.keySet());
    for (Map.Entry<String, String> choice : given.entrySet()) {
      if (columns.replace(choice.getKey(), choice.getValue()) == null) {
        warn("`types` names `%s`, which it does not have.".formatted(choice.getKey()));
      }
    }
    if (!unlimited.isEmpty()) {
      warn(
          Quoted.list(unlimited)
              + ": numeric without a precision, or with more than 38 digits, is STRING. Give the"
              + " column one, or a DECIMAL(p,s) under `types`.");
    }
    widened.forEach(
        (column, type) ->
            warn(
                "`%s` had another type in older records; %s holds both.".formatted(column, type)
                    + (type.equals(SparkTypes.STRING)
                        ? " A silver table that has the column already has to be made anew."
                        : "")));
    if (!former.isEmpty()) {
      warn(Quoted.list(former) + ": only in older records.");
    }
    if (!withheld.isEmpty()) {
      warn(
          Quoted.list(withheld)
              + ": dropped by `drop-columns`, but older records may still hold values: delete those"
              + " files, and read the table anew (docs/guides/privacy.md).");
    }
    if (keys.isEmpty()) {
      warn("It has no key: silver can only append. Give it a primary key, or an identity index.");
    }
    Map<String, String> distinct = ColumnNames.distinct(columns, keys, warnings);
    warnings.addAll(ColumnNames.warnings(distinct.keySet()));
    return new TableHints(table, keys, distinct, warnings);
  }
}
