package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether PostgreSQL writes the changes of every partition to the WAL. */
final class PartitionChecks {

  private static final String FOREIGN_OR_UNLOGGED =
      """
      SELECT wanted.schema, wanted.name, ln.nspname AS part_schema, leaf.relname AS part_name,
             leaf.relkind = 'f' AS is_foreign
        FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS wanted (schema, name, position)
        JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
        JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name
             AND c.relkind = 'p'
       CROSS JOIN LATERAL pg_catalog.pg_partition_tree(c.oid) AS part
        JOIN pg_catalog.pg_class leaf ON leaf.oid = part.relid
        JOIN pg_catalog.pg_namespace ln ON ln.oid = leaf.relnamespace
       WHERE part.isleaf AND (leaf.relkind = 'f' OR leaf.relpersistence <> 'p')
       ORDER BY wanted.position, 3, 4
      """;

  private PartitionChecks() {}

  static List<Finding> check(Connection connection, PostgresConfig config) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(FOREIGN_OR_UNLOGGED)) {
      Catalogue.bindNames(statement, config.tables());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          findings.add(
              finding(
                  config,
                  new TableId(row.getString("schema"), row.getString("name")),
                  new TableId(row.getString("part_schema"), row.getString("part_name")),
                  row.getBoolean("is_foreign")));
        }
      }
    }
    return findings;
  }

  private static Finding finding(
      PostgresConfig config, TableId root, TableId part, boolean foreign) {
    String what =
        "Partition `%s` of `%s` in %s is %s table, whose changes PostgreSQL does not write to the WAL."
            .formatted(
                part,
                root,
                PostgresConnections.where(config),
                foreign ? "a foreign" : "an unlogged");
    Fix fix =
        foreign
            ? Fix.sql(
                "Capture it where it is, and run as the table's owner",
                List.of(
                    "ALTER TABLE %s DETACH PARTITION %s;"
                        .formatted(Quoting.table(root), Quoting.table(part))))
            : Fix.byOwner("ALTER TABLE " + Quoting.table(part) + " SET LOGGED;");
    return new Finding(
        Kind.PARTITION_NOT_CAPTURABLE, PostgresConnections.where(config, root), what, fix);
  }
}
