package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the database before anything is made or written: whether the configured tables can be
 * captured completely. Changes nothing.
 */
public final class Preflight {

  private Preflight() {}

  /**
   * What stands in the way, each with the statement that removes it; empty if nothing does. Without
   * a connection that alone is reported, as nothing else can be known.
   */
  public static List<String> check(PostgresConfig config) {
    try (Connection connection = PostgresConnections.open(config)) {
      List<String> problems = new ArrayList<>();
      Optional<PublishedTables> publication =
          PublishedTables.find(connection, config.publication());
      List<RelationFacts> relations = RelationFacts.read(connection, config.tables());
      problems.addAll(ServerChecks.check(connection, config));
      problems.addAll(PublicationChecks.check(config, publication, relations));
      if (publication.isPresent()) {
        problems.addAll(KeyChecks.check(connection, config, publication.get()));
      }
      problems.addAll(TableChecks.check(connection, config, publication, relations));
      problems.addAll(RuledColumnChecks.check(connection, config, relations));
      problems.addAll(SlotChecks.check(connection, config));
      return problems;
    } catch (PostgresException e) {
      return List.of(String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      return List.of(
          "The check of "
              + PostgresConnections.where(config)
              + " failed: "
              + e.getMessage()
              + " (SQLSTATE "
              + e.getSQLState()
              + "). Try again; if it stays, see the server's log.");
    }
  }
}
