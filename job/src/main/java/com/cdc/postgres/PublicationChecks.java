package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the publication sends every change of every configured table that can be captured. */
final class PublicationChecks {

  private PublicationChecks() {}

  static List<String> check(
      PostgresConfig config, Optional<PublishedTables> publication, List<RelationFacts> relations) {
    List<RelationFacts> capturable =
        relations.stream().filter(RelationFacts::isCapturable).toList();
    if (publication.isEmpty()) {
      return List.of(missing(config, capturable));
    }
    List<String> problems = new ArrayList<>();
    problems.addAll(silentOperations(config, publication.get()));
    problems.addAll(uncovered(config, publication.get(), capturable));
    return problems;
  }

  private static String missing(PostgresConfig config, List<RelationFacts> capturable) {
    List<TableId> tables =
        capturable.isEmpty()
            ? config.tables()
            : capturable.stream().map(RelationFacts::id).toList();
    boolean partitioned = capturable.stream().anyMatch(r -> r.relkind() == 'p');
    return named(config)
        + " does not exist in "
        + PostgresConnections.where(config)
        + ". Create it as the tables' owner: CREATE PUBLICATION "
        + Quoting.identifier(config.publication())
        + " FOR TABLE "
        + Quoting.tables(tables)
        + (partitioned ? " WITH (publish_via_partition_root = true)" : "")
        + ";";
  }

  private static List<String> silentOperations(PostgresConfig config, PublishedTables publication) {
    List<String> silent =
        PublishedTables.ALL_OPERATIONS.stream()
            .filter(operation -> !publication.operations().contains(operation))
            .toList();
    if (silent.isEmpty()) {
      return List.of();
    }
    return List.of(
        named(config)
            + " of "
            + PostgresConnections.where(config)
            + " does not send every kind of change; missing: "
            + String.join(", ", silent)
            + ". Run as its owner: ALTER PUBLICATION "
            + Quoting.identifier(config.publication())
            + " SET (publish = '"
            + String.join(", ", PublishedTables.ALL_OPERATIONS)
            + "');");
  }

  private static List<String> uncovered(
      PostgresConfig config, PublishedTables publication, List<RelationFacts> capturable) {
    List<String> problems = new ArrayList<>();
    List<TableId> absent = new ArrayList<>();
    List<TableId> splitUp = new ArrayList<>();
    for (RelationFacts relation : capturable) {
      TableId root = relation.root();
      if (publication.tables().containsKey(relation.id())) {
        continue;
      }
      if (root != null && publication.viaRoot() && publication.tables().containsKey(root)) {
        problems.add(sentAsRoot(config, relation.id(), root));
      } else if (relation.relkind() == 'p' && !publication.viaRoot()) {
        splitUp.add(relation.id());
      } else {
        absent.add(relation.id());
      }
    }
    if (!absent.isEmpty()) {
      problems.add(
          named(config)
              + " of "
              + PostgresConnections.where(config)
              + " does not send "
              + names(absent)
              + ". Run as its owner: ALTER PUBLICATION "
              + Quoting.identifier(config.publication())
              + " ADD TABLE "
              + Quoting.tables(absent)
              + ";");
    }
    if (!splitUp.isEmpty()) {
      problems.add(partitionsInstead(config, publication, splitUp));
    }
    return problems;
  }

  private static String partitionsInstead(
      PostgresConfig config, PublishedTables publication, List<TableId> roots) {
    String alter = "ALTER PUBLICATION " + Quoting.identifier(config.publication());
    return named(config)
        + " of "
        + PostgresConnections.where(config)
        + " sends changes of partitions under the partitions' names, so none for the partitioned "
        + names(roots)
        + ". Run as its owner: "
        + alter
        + " SET (publish_via_partition_root = true);"
        + (publication.allTables()
            ? ""
            : " and, unless they are in it already: "
                + alter
                + " ADD TABLE "
                + Quoting.tables(roots)
                + ";");
  }

  private static String sentAsRoot(PostgresConfig config, TableId partition, TableId root) {
    return named(config)
        + " of "
        + PostgresConnections.where(config)
        + " sends changes of partition `"
        + partition
        + "` as changes of `"
        + root
        + "`. In postgres.tables name `"
        + root
        + "` instead, or run as its owner: ALTER PUBLICATION "
        + Quoting.identifier(config.publication())
        + " SET (publish_via_partition_root = false);";
  }

  private static String named(PostgresConfig config) {
    return "Publication `" + config.publication() + "`";
  }

  private static String names(List<TableId> tables) {
    return tables.stream().map(t -> "`" + t + "`").collect(Collectors.joining(", "));
  }
}
