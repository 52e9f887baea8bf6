package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import com.cdc.finding.Provider;
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

  /** Questions to a database. */
  @FunctionalInterface
  public interface Questions {

    List<Finding> ask(Connection connection) throws SQLException;
  }

  private Preflight() {}

  /**
   * What stands in the way, each with the statement that removes it; empty if nothing does. Without
   * a connection that alone is reported, as nothing else can be known.
   */
  public static List<String> check(PostgresConfig config) {
    return ask(config, connection -> findings(connection, config)).stream()
        .filter(finding -> finding.kind().stopsStart())
        .map(Finding::message)
        .toList();
  }

  /** What makes a job refuse to start. */
  public static List<Finding> findings(Connection connection, PostgresConfig config)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    Provider provider = Providers.of(connection);
    Optional<PublishedTables> publication = PublishedTables.find(connection, config.publication());
    List<RelationFacts> relations = RelationFacts.read(connection, config.tables());
    findings.addAll(ServerChecks.check(connection, config, provider));
    findings.addAll(CapacityChecks.check(connection, config, provider));
    findings.addAll(PublicationChecks.check(connection, config, publication, relations));
    if (publication.isPresent()) {
      findings.addAll(KeyChecks.check(connection, config, publication.get()));
    }
    findings.addAll(TableChecks.check(connection, config, publication, relations));
    findings.addAll(PartitionChecks.check(connection, config));
    findings.addAll(RuledColumnChecks.check(connection, config, relations));
    findings.addAll(SlotChecks.check(connection, config));
    return findings;
  }

  /** Asks on a connection of its own; if there is none, or it fails, that is the only finding. */
  public static List<Finding> ask(PostgresConfig config, Questions questions) {
    try (Connection connection = PostgresConnections.open(config)) {
      return questions.ask(connection);
    } catch (PostgresException e) {
      return List.of(
          new Finding(
              Kind.DATABASE_NOT_REACHED,
              PostgresConnections.where(config),
              String.valueOf(e.getMessage()),
              Fix.NONE));
    } catch (SQLException e) {
      return List.of(
          new Finding(
              Kind.DATABASE_NOT_REACHED,
              PostgresConnections.where(config),
              "The check of "
                  + PostgresConnections.where(config)
                  + " failed: "
                  + e.getMessage()
                  + " (SQLSTATE "
                  + e.getSQLState()
                  + ").",
              Fix.advice("Try again; if it stays, see the server's log.")));
    }
  }
}
