package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import com.cdc.config.Suggestion;
import com.cdc.event.ColumnRule;
import com.cdc.event.TableId;
import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether every column with a rule exists, so that a misspelt name does not let it land as it is,
 * and whether rows can still be told apart.
 *
 * <p>A column may be gone and still stand in what is to be read; it is then named as a former one.
 */
final class RuledColumnChecks {

  private RuledColumnChecks() {}

  static List<Finding> check(
      Connection connection, PostgresConfig config, List<RelationFacts> relations)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    Map<TableId, CapturedTable> tables =
        Catalogue.tables(connection, List.copyOf(config.columns().rules().keySet()));
    for (RelationFacts relation : relations) {
      CapturedTable table = tables.get(relation.id());
      if (!relation.isCapturable() || table == null) {
        continue; // without rules, or TableChecks reports it
      }
      Map<String, ColumnRule> rules = new TreeMap<>(config.columns().of(relation.id()));
      findings.addAll(unknown(config, relation, rules));
      for (String column : table.keyColumns()) {
        ColumnRule rule = rules.getOrDefault(column, ColumnRule.KEEP);
        if (rule == ColumnRule.DROP || rule == ColumnRule.MASK) {
          findings.add(inKey(config, relation.id(), column, rule));
        }
      }
    }
    return findings;
  }

  private static List<Finding> unknown(
      PostgresConfig config, RelationFacts relation, Map<String, ColumnRule> rules) {
    List<String> unknown = new ArrayList<>(rules.keySet());
    unknown.removeAll(relation.columns());
    unknown.removeIf(column -> config.columns().isFormer(relation.id(), column));
    List<String> unlisted = new ArrayList<>(relation.columns());
    unlisted.removeAll(rules.keySet());
    List<Finding> findings = new ArrayList<>();
    for (String column : unknown) {
      ColumnRule rule = rules.getOrDefault(column, ColumnRule.KEEP);
      String meant = Suggestion.closest(column, unlisted);
      findings.add(
          new Finding(
              Kind.RULED_COLUMN_UNKNOWN,
              PostgresConnections.where(config, relation.id()),
              "Table `"
                  + relation.id()
                  + "` in "
                  + PostgresConnections.where(config)
                  + " has no column `"
                  + column
                  + "`, which is to be "
                  + rule.participle()
                  + ".",
              Fix.advice(
                  (meant == null ? "" : "Did you mean `" + meant + "`? ")
                      + "Correct "
                      + key(rule)
                      + " (names are case-sensitive). If it was dropped or renamed since, name it in"
                      + " postgres.former-columns too, and its new name in "
                      + key(rule)
                      + ".")));
    }
    return findings;
  }

  private static Finding inKey(
      PostgresConfig config, TableId table, String column, ColumnRule rule) {
    return new Finding(
        Kind.RULED_KEY_COLUMN,
        PostgresConnections.where(config, table),
        "Column `"
            + column
            + "` of table `"
            + table
            + "` in "
            + PostgresConnections.where(config)
            + " is part of the key that tells rows apart and cannot be "
            + rule.participle()
            + ".",
        Fix.sql(
            "Move it from " + key(rule) + " to postgres.hash-columns, or choose another key",
            List.of(
                "ALTER TABLE " + Quoting.table(table) + " REPLICA IDENTITY USING INDEX <index>;")));
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
