package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import com.cdc.config.Suggestion;
import com.cdc.event.ColumnRule;
import com.cdc.event.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether every column with a rule exists, so that a misspelt name does not let it land as it is,
 * and whether rows can still be told apart.
 *
 * <p>Once there is a slot, a column may be gone and still stand in what is to be read. Then its
 * name may be listed as long as there is an explanation for it.
 */
final class RuledColumnChecks {

  private static final Logger LOG = LoggerFactory.getLogger(RuledColumnChecks.class);

  private RuledColumnChecks() {}

  static List<String> check(
      Connection connection, PostgresConfig config, List<RelationFacts> relations)
      throws SQLException {
    List<String> problems = new ArrayList<>();
    Map<TableId, CapturedTable> tables =
        Catalogue.tables(connection, List.copyOf(config.columns().rules().keySet()));
    boolean isFirstStart = ReplicationSlots.find(connection, config.slot()).isEmpty();
    for (RelationFacts relation : relations) {
      CapturedTable table = tables.get(relation.id());
      if (!relation.isCapturable() || table == null) {
        continue; // without rules, or TableChecks reports it
      }
      Map<String, ColumnRule> rules = new TreeMap<>(config.columns().of(relation.id()));
      problems.addAll(unknown(config, relation, rules, isFirstStart));
      for (String column : table.keyColumns()) {
        ColumnRule rule = rules.getOrDefault(column, ColumnRule.KEEP);
        if (rule == ColumnRule.DROP || rule == ColumnRule.MASK) {
          problems.add(inKey(config, relation.id(), column, rule));
        }
      }
    }
    return problems;
  }

  private static List<String> unknown(
      PostgresConfig config,
      RelationFacts relation,
      Map<String, ColumnRule> rules,
      boolean isFirstStart) {
    List<String> unknown = new ArrayList<>(rules.keySet());
    unknown.removeAll(relation.columns());
    // each was dropped, or its new name is listed too; else one lands under a name not listed
    int explained = relation.droppedColumns() + rules.size() - unknown.size();
    if (!isFirstStart && unknown.size() <= explained) {
      unknown.forEach(
          column ->
              LOG.warn(
                  "A column with a rule is not there; if it was not dropped, check its name"
                      + " table={} column={}",
                  relation.id(),
                  column));
      return List.of();
    }
    List<String> unlisted = new ArrayList<>(relation.columns());
    unlisted.removeAll(rules.keySet());
    List<String> problems = new ArrayList<>();
    for (String column : unknown) {
      ColumnRule rule = rules.getOrDefault(column, ColumnRule.KEEP);
      String meant = Suggestion.closest(column, unlisted);
      problems.add(
          "Table `"
              + relation.id()
              + "` in "
              + PostgresConnections.where(config)
              + " has no column `"
              + column
              + "`, which is to be "
              + rule.participle()
              + ". "
              + (meant == null ? "" : "Did you mean `" + meant + "`? ")
              + "Correct "
              + key(rule)
              + " (names are case-sensitive)"
              + (isFirstStart
                  ? "."
                  : "; if it was renamed, name the new column too; if it was part of a table that"
                      + " was made anew since, give this one an empty column of that name."));
    }
    return problems;
  }

  private static String inKey(
      PostgresConfig config, TableId table, String column, ColumnRule rule) {
    return "Column `"
        + column
        + "` of table `"
        + table
        + "` in "
        + PostgresConnections.where(config)
        + " is part of the key that tells rows apart and cannot be "
        + rule.participle()
        + ". Move it from "
        + key(rule)
        + " to postgres.hash-columns, or choose another key: ALTER TABLE "
        + Quoting.table(table)
        + " REPLICA IDENTITY USING INDEX <index>;";
  }

  private static String key(ColumnRule rule) {
    return switch (rule) {
      case KEEP -> "postgres.tables";
      case DROP -> "postgres.drop-columns";
      case HASH -> "postgres.hash-columns";
      case MASK -> "postgres.mask-columns";
    };
  }
}
