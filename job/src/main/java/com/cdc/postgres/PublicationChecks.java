package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the publication sends every change of every configured table that can be captured. */
final class PublicationChecks {

  private PublicationChecks() {}

  static List<Finding> check(
      Connection connection,
      PostgresConfig config,
      Optional<PublishedTables> publication,
      List<RelationFacts> relations)
      throws SQLException {
    List<RelationFacts> capturable =
        relations.stream().filter(RelationFacts::isCapturable).toList();
    if (publication.isEmpty()) {
      return List.of(missing(config, capturable));
    }
    List<Finding> findings = new ArrayList<>();
    findings.addAll(silentOperations(config, publication.get()));
    findings.addAll(uncovered(connection, config, publication.get(), capturable));
    return findings;
  }

  private static Finding missing(PostgresConfig config, List<RelationFacts> capturable) {
    List<TableId> tables =
        capturable.isEmpty()
            ? config.tables()
            : capturable.stream().map(RelationFacts::id).toList();
    boolean partitioned = capturable.stream().anyMatch(r -> r.relkind() == 'p');
    return finding(
        Kind.PUBLICATION_MISSING,
        config,
        named(config) + " does not exist in " + PostgresConnections.where(config) + ".",
        Fix.sql(
            "Create it as the tables' owner",
            List.of(
                "CREATE PUBLICATION "
                    + Quoting.identifier(config.publication())
                    + " FOR TABLE "
                    + Quoting.tables(tables)
                    + (partitioned ? " WITH (publish_via_partition_root = true)" : "")
                    + ";")));
  }

  private static List<Finding> silentOperations(
      PostgresConfig config, PublishedTables publication) {
    List<String> silent =
        PublishedTables.ALL_OPERATIONS.stream()
            .filter(operation -> !publication.operations().contains(operation))
            .toList();
    if (silent.isEmpty()) {
      return List.of();
    }
    return List.of(
        finding(
            Kind.PUBLICATION_OPERATIONS,
            config,
            named(config)
                + " of "
                + PostgresConnections.where(config)
                + " does not send every kind of change; missing: "
                + String.join(", ", silent)
                + ".",
            Fix.byOwner(
                alter(config)
                    + " SET (publish = '"
                    + String.join(", ", PublishedTables.ALL_OPERATIONS)
                    + "');")));
  }

  private static List<Finding> uncovered(
      Connection connection,
      PostgresConfig config,
      PublishedTables publication,
      List<RelationFacts> capturable)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    List<TableId> absent = new ArrayList<>();
    List<TableId> splitUp = new ArrayList<>();
    for (RelationFacts relation : capturable) {
      TableId root = relation.root();
      if (publication.tables().containsKey(relation.id())) {
        continue;
      }
      if (root != null && publication.viaRoot() && publication.tables().containsKey(root)) {
        findings.add(sentAsRoot(config, relation.id(), root));
      } else if (relation.relkind() == 'p' && !publication.viaRoot()) {
        splitUp.add(relation.id());
      } else {
        absent.add(relation.id());
      }
    }
    if (!absent.isEmpty()) {
      findings.add(
          finding(
              Kind.TABLE_NOT_PUBLISHED,
              config,
              named(config)
                  + " of "
                  + PostgresConnections.where(config)
                  + " does not send "
                  + names(absent)
                  + ".",
              Fix.byOwner(alter(config) + " ADD TABLE " + Quoting.tables(absent) + ";")));
    }
    if (!splitUp.isEmpty()) {
      findings.add(partitionsInstead(connection, config, publication, splitUp));
    }
    return findings;
  }

  private static Finding partitionsInstead(
      Connection connection,
      PostgresConfig config,
      PublishedTables publication,
      List<TableId> roots)
      throws SQLException {
    List<String> sql = new ArrayList<>();
    sql.add(alter(config) + " SET (publish_via_partition_root = true);");
    List<TableId> outside = publication.outside(connection, roots);
    if (!outside.isEmpty()) {
      sql.add(alter(config) + " ADD TABLE " + Quoting.tables(outside) + ";");
    }
    return finding(
        Kind.SENT_AS_PARTITIONS,
        config,
        named(config)
            + " of "
            + PostgresConnections.where(config)
            + " sends changes of partitions under the partitions' names, so none for the partitioned "
            + names(roots)
            + ".",
        Fix.byOwner(sql.toArray(String[]::new)));
  }

  private static Finding sentAsRoot(PostgresConfig config, TableId partition, TableId root) {
    return finding(
        Kind.SENT_AS_ROOT,
        config,
        named(config)
            + " of "
            + PostgresConnections.where(config)
            + " sends changes of partition `"
            + partition
            + "` as changes of `"
            + root
            + "`.",
        Fix.sql(
            "In postgres.tables name `" + root + "` instead, or run as its owner",
            List.of(alter(config) + " SET (publish_via_partition_root = false);")));
  }

  private static Finding finding(Kind kind, PostgresConfig config, String what, Fix fix) {
    return new Finding(kind, PostgresConnections.where(config), what, fix);
  }

  private static String alter(PostgresConfig config) {
    return "ALTER PUBLICATION " + Quoting.identifier(config.publication());
  }

  private static String named(PostgresConfig config) {
    return "Publication `" + config.publication() + "`";
  }

  private static String names(List<TableId> tables) {
    return tables.stream().map(t -> "`" + t + "`").collect(Collectors.joining(", "));
  }
}
