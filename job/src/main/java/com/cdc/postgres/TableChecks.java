package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import com.cdc.event.ColumnRule;
import com.cdc.event.MetadataField;
import com.cdc.event.TableId;
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

  static List<String> check(
      Connection connection,
      PostgresConfig config,
      Optional<PublishedTables> publication,
      List<RelationFacts> relations)
      throws SQLException {
    List<String> problems = new ArrayList<>();
    problems.addAll(missing(connection, config, relations));
    List<RelationFacts> existing = relations.stream().filter(RelationFacts::exists).toList();
    for (RelationFacts relation : existing) {
      if (!relation.isCapturable()) {
        problems.add(uncapturable(config, relation));
      }
    }
    List<RelationFacts> capturable = existing.stream().filter(RelationFacts::isCapturable).toList();
    problems.addAll(closedSchemas(config, capturable));
    for (RelationFacts relation : capturable) {
      if (!relation.readable()) {
        problems.add(unreadable(config, relation.id()));
      }
      if (relation.filtered()) {
        problems.add(rowLevelSecurity(config, relation.id()));
      }
      List<String> colliding = colliding(config, relation, publication);
      if (!colliding.isEmpty()) {
        problems.add(collision(config, relation, colliding));
      }
    }
    return problems;
  }

  private static List<String> missing(
      Connection connection, PostgresConfig config, List<RelationFacts> relations)
      throws SQLException {
    List<TableId> missing =
        relations.stream().filter(r -> !r.exists()).map(RelationFacts::id).toList();
    if (missing.isEmpty()) {
      return List.of();
    }
    SimilarTables similar = SimilarTables.read(connection);
    List<String> problems = new ArrayList<>();
    for (TableId table : missing) {
      List<TableId> meant = similar.to(table);
      problems.add(
          "Table `"
              + table
              + "` does not exist in "
              + PostgresConnections.where(config)
              + ". "
              + (meant.isEmpty()
                  ? ""
                  : "Did you mean "
                      + meant.stream().map(t -> "`" + t + "`").collect(Collectors.joining(" or "))
                      + "? ")
              + "Correct postgres.tables (names are case-sensitive) or create the table.");
    }
    return problems;
  }

  private static String uncapturable(PostgresConfig config, RelationFacts relation) {
    String what =
        switch (relation.relkind()) {
          case 'v' -> "a view";
          case 'm' -> "a materialized view";
          case 'f' -> "a foreign table";
          case 'S' -> "a sequence";
          case 'c' -> "a composite type";
          default -> relation.persistence() == 'u' ? "an unlogged table" : "a temporary table";
        };
    String instead =
        relation.persistence() == 'u' && relation.relkind() == 'r'
            ? ", or run as its owner: ALTER TABLE " + Quoting.table(relation.id()) + " SET LOGGED;"
            : ", or name the tables behind it.";
    return "`"
        + relation.id()
        + "` in "
        + PostgresConnections.where(config)
        + " is "
        + what
        + ", whose changes PostgreSQL does not write to the WAL. Take it out of postgres.tables"
        + instead;
  }

  private static List<String> closedSchemas(PostgresConfig config, List<RelationFacts> capturable) {
    Set<String> closed = new LinkedHashSet<>();
    for (RelationFacts relation : capturable) {
      if (!relation.usable()) {
        closed.add(relation.id().schema());
      }
    }
    return closed.stream()
        .map(
            schema ->
                "User `"
                    + config.user()
                    + "` may not use schema `"
                    + schema
                    + "` in "
                    + PostgresConnections.where(config)
                    + ". Run as its owner: GRANT USAGE ON SCHEMA "
                    + Quoting.identifier(schema)
                    + " TO "
                    + Quoting.identifier(config.user())
                    + ";")
        .toList();
  }

  private static String unreadable(PostgresConfig config, TableId table) {
    return "User `"
        + config.user()
        + "` may not read table `"
        + table
        + "` in "
        + PostgresConnections.where(config)
        + ". Run as its owner: GRANT SELECT ON "
        + Quoting.table(table)
        + " TO "
        + Quoting.identifier(config.user())
        + ";";
  }

  private static String rowLevelSecurity(PostgresConfig config, TableId table) {
    return "Row-level security of table `"
        + table
        + "` in "
        + PostgresConnections.where(config)
        + " would hide rows from user `"
        + config.user()
        + "` in the snapshot. Run as an administrator: ALTER ROLE "
        + Quoting.identifier(config.user())
        + " WITH BYPASSRLS;";
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

  private static String collision(
      PostgresConfig config, RelationFacts relation, List<String> colliding) {
    String table = Quoting.table(relation.id());
    String alter = "ALTER PUBLICATION " + Quoting.identifier(config.publication());
    List<String> others = relation.columns().stream().filter(c -> !colliding.contains(c)).toList();
    return "Table `"
        + relation.id()
        + "` in "
        + PostgresConnections.where(config)
        + " has columns named like fields that the record adds: "
        + String.join(", ", colliding)
        + ". Run as its owner: ALTER TABLE "
        + table
        + " RENAME COLUMN "
        + Quoting.identifier(colliding.get(0))
        + " TO <another name>; or name them in postgres.drop-columns; or, from PostgreSQL 15 on,"
        + " leave them out: "
        + alter
        + " DROP TABLE "
        + table
        + "; "
        + alter
        + " ADD TABLE "
        + table
        + " ("
        + Quoting.identifiers(others)
        + ");";
  }
}
