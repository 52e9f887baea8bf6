package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether the publication sends the columns that tell a table's rows apart. Without them PostgreSQL
 * refuses the users' updates and deletes, or (before 18, where the key is a generated column) sends
 * changes that name no row.
 */
final class KeyChecks {

  private KeyChecks() {}

  static List<Finding> check(
      Connection connection, PostgresConfig config, PublishedTables publication)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    for (CapturedTable table : Catalogue.tables(connection, config.tables()).values()) {
      PublishedTable published = publication.tables().get(table.id());
      if (published == null) {
        continue; // PublicationChecks reports it
      }
      List<ColumnInfo> unsent =
          table.columns().stream()
              .filter(column -> table.keyColumns().contains(column.name()))
              .filter(column -> !published.columns().contains(column.name()))
              .toList();
      if (!unsent.isEmpty()) {
        findings.add(
            new Finding(
                Kind.KEY_NOT_SENT,
                PostgresConnections.where(config, table.id()),
                "Publication `"
                    + config.publication()
                    + "` of "
                    + PostgresConnections.where(config)
                    + " does not send all columns that tell the rows of `"
                    + table.id()
                    + "` apart; missing: "
                    + unsent.stream().map(ColumnInfo::name).collect(Collectors.joining(", "))
                    + ".",
                unsent.stream().anyMatch(ColumnInfo::generated)
                    ? sendGenerated(config, table)
                    : addToList(config, published, table, unsent)));
      }
    }
    return findings;
  }

  private static Fix sendGenerated(PostgresConfig config, CapturedTable table) {
    return Fix.sql(
            "They are generated. Run as its owner, from PostgreSQL 18 on",
            List.of(
                "ALTER PUBLICATION "
                    + Quoting.identifier(config.publication())
                    + " SET (publish_generated_columns = stored);"))
        .and(
            "or choose a unique index of other columns: ALTER TABLE "
                + Quoting.table(table.id())
                + " REPLICA IDENTITY USING INDEX <index>;");
  }

  private static Fix addToList(
      PostgresConfig config,
      PublishedTable published,
      CapturedTable table,
      List<ColumnInfo> unsent) {
    String alter = "ALTER PUBLICATION " + Quoting.identifier(config.publication());
    List<String> columns =
        Stream.concat(published.columns().stream(), unsent.stream().map(ColumnInfo::name)).toList();
    return Fix.byOwner(
        alter + " DROP TABLE " + Quoting.table(table.id()) + ";",
        alter
            + " ADD TABLE "
            + Quoting.table(table.id())
            + " ("
            + Quoting.identifiers(columns)
            + ");");
  }
}
