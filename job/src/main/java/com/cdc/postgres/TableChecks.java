package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import com.cdc.event.ColumnRule;
import com.cdc.event.MetadataField;
import com.cdc.event.TableId;
import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether every configured table exists, can be captured and can be read by the role. */
final class TableChecks {

  private TableChecks() {}

  static List<Finding> check(
      Connection connection,
      PostgresConfig config,
      Optional<PublishedTables> publication,
      List<RelationFacts> relations)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(missing(connection, config, relations));
    List<RelationFacts> existing = relations.stream().filter(RelationFacts::exists).toList();
    for (RelationFacts relation : existing) {
      if (!relation.isCapturable()) {
        findings.add(uncapturable(config, relation));
      }
    }
    List<RelationFacts> capturable = existing.stream().filter(RelationFacts::isCapturable).toList();
    findings.addAll(closedSchemas(config, capturable));
    for (RelationFacts relation : capturable) {
      if (!relation.readable()) {
        findings.add(unreadable(config, relation.id()));
      }
      if (relation.filtered()) {
        findings.add(rowLevelSecurity(config, relation.id()));
      }
      List<String> colliding = colliding(config, relation, publication);
      if (!colliding.isEmpty()) {
        findings.add(collision(config, relation, colliding));
      }
    }
    return findings;
  }

  private static List<Finding> missing(
      Connection connection, PostgresConfig config, List<RelationFacts> relations)
      throws SQLException {
    List<TableId> missing =
        relations.stream().filter(r -> !r.exists()).map(RelationFacts::id).toList();
    if (missing.isEmpty()) {
      return List.of();
    }
    SimilarTables similar = SimilarTables.read(connection);
    List<Finding> findings = new ArrayList<>();
    for (TableId table : missing) {
      List<TableId> meant = similar.to(table);
      findings.add(
          finding(
              Kind.TABLE_MISSING,
              config,
              table,
              "Table `" + table + "` does not exist in " + PostgresConnections.where(config) + ".",
              Fix.advice(
                  (meant.isEmpty()
                          ? ""
                          : "Did you mean "
                              + meant.stream()
                                  .map(t -> "`" + t + "`")
                                  .collect(Collectors.joining(" or "))
                              + "? ")
                      + "Correct postgres.tables (names are case-sensitive) or create the table.")));
    }
    return findings;
  }

  private static Finding uncapturable(PostgresConfig config, RelationFacts relation) {
    String what =
        switch (relation.relkind()) {
          case 'v' -> "a view";
          case 'm' -> "a materialized view";
          case 'f' -> "a foreign table";
          case 'S' -> "a sequence";
          case 'c' -> "a composite type";
          default -> relation.persistence() == 'u' ? "an unlogged table" : "a temporary table";
        };
    Fix fix =
        relation.persistence() == 'u' && relation.relkind() == 'r'
            ? Fix.sql(
                "Take it out of postgres.tables, or run as its owner",
                List.of("ALTER TABLE " + Quoting.table(relation.id()) + " SET LOGGED;"))
            : Fix.advice("Take it out of postgres.tables, or name the tables behind it.");
    return finding(
        Kind.TABLE_NOT_CAPTURABLE,
        config,
        relation.id(),
        "`"
            + relation.id()
            + "` in "
            + PostgresConnections.where(config)
            + " is "
            + what
            + ", whose changes PostgreSQL does not write to the WAL.",
        fix);
  }

  private static List<Finding> closedSchemas(
      PostgresConfig config, List<RelationFacts> capturable) {
    Set<String> closed = new LinkedHashSet<>();
    for (RelationFacts relation : capturable) {
      if (!relation.usable()) {
        closed.add(relation.id().schema());
      }
    }
    return closed.stream()
        .map(
            schema ->
                new Finding(
                    Kind.SCHEMA_NOT_USABLE,
                    PostgresConnections.where(config) + ", schema `" + schema + "`",
                    "User `"
                        + config.user()
                        + "` may not use schema `"
                        + schema
                        + "` in "
                        + PostgresConnections.where(config)
                        + ".",
                    Fix.byOwner(
                        "GRANT USAGE ON SCHEMA "
                            + Quoting.identifier(schema)
                            + " TO "
                            + Quoting.identifier(config.user())
                            + ";")))
        .toList();
  }

  private static Finding unreadable(PostgresConfig config, TableId table) {
    return finding(
        Kind.TABLE_NOT_READABLE,
        config,
        table,
        "User `"
            + config.user()
            + "` may not read table `"
            + table
            + "` in "
            + PostgresConnections.where(config)
            + ".",
        Fix.byOwner(
            "GRANT SELECT ON "
                + Quoting.table(table)
                + " TO "
                + Quoting.identifier(config.user())
                + ";"));
  }

  private static Finding rowLevelSecurity(PostgresConfig config, TableId table) {
    return finding(
        Kind.ROW_SECURITY,
        config,
        table,
        "Row-level security of table `"
            + table
            + "` in "
            + PostgresConnections.where(config)
            + " would hide rows from user `"
            + config.user()
            + "` in the snapshot.",
        Fix.byAdministrator(
            "ALTER ROLE " + Quoting.identifier(config.user()) + " WITH BYPASSRLS;"));
  }

  private static List<String> colliding(
      PostgresConfig config, RelationFacts relation, Optional<PublishedTables> publication) {
    List<String> columns =
        publication
            .map(p -> p.tables().get(relation.id()))
            .map(PublishedTable::columns)
            .orElse(relation.columns());
    return columns.stream()
        // readers like Spark do not tell case apart
        .filter(c -> MetadataField.keys().contains(c.toLowerCase(Locale.ROOT)))
        .filter(c -> config.columns().of(relation.id(), c) != ColumnRule.DROP)
        .toList();
  }

  private static Finding collision(
      PostgresConfig config, RelationFacts relation, List<String> colliding) {
    String table = Quoting.table(relation.id());
    String alter = "ALTER PUBLICATION " + Quoting.identifier(config.publication());
    List<String> others = relation.columns().stream().filter(c -> !colliding.contains(c)).toList();
    return finding(
        Kind.COLUMN_COLLISION,
        config,
        relation.id(),
        "Table `"
            + relation.id()
            + "` in "
            + PostgresConnections.where(config)
            + " has columns named like fields that the record adds: "
            + String.join(", ", colliding)
            + ".",
        Fix.sql(
            "Run as its owner: ALTER TABLE "
                + table
                + " RENAME COLUMN "
                + Quoting.identifier(colliding.get(0))
                + " TO <another name>; or name them in postgres.drop-columns; or, from PostgreSQL 15"
                + " on, leave them out",
            List.of(
                alter + " DROP TABLE " + table + ";",
                alter + " ADD TABLE " + table + " (" + Quoting.identifiers(others) + ");")));
  }

  private static Finding finding(
      Kind kind, PostgresConfig config, TableId table, String what, Fix fix) {
    return new Finding(kind, PostgresConnections.where(config, table), what, fix);
  }
}
