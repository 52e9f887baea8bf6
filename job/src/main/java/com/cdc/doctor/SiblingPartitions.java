package com.cdc.doctor;

import com.cdc.event.TableId;
import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import com.cdc.postgres.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether all partitions of a table are captured where some are. */
final class SiblingPartitions {

  private static final int NAMED = 3;

  private static final String LEAVES =
      """
      SELECT DISTINCT rn.nspname AS root_schema, root.relname AS root_name,
             ln.nspname AS schema, leaf.relname AS name
        FROM unnest(?::text[], ?::text[]) AS wanted (schema, name)
        JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
        JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name
             AND c.relispartition
        JOIN pg_catalog.pg_class root ON root.oid = pg_catalog.pg_partition_root(c.oid)
        JOIN pg_catalog.pg_namespace rn ON rn.oid = root.relnamespace
       CROSS JOIN LATERAL pg_catalog.pg_partition_tree(root.oid) AS part
        JOIN pg_catalog.pg_class leaf ON leaf.oid = part.relid
        JOIN pg_catalog.pg_namespace ln ON ln.oid = leaf.relnamespace
       WHERE part.isleaf
       ORDER BY 1, 2, 3, 4
      """;

  private SiblingPartitions() {}

  static List<Finding> check(Patient patient) throws SQLException {
    List<TableId> configured = patient.config().tables();
    Map<TableId, List<TableId>> forgotten = new LinkedHashMap<>();
    patient.each(
        LEAVES,
        List.of(
            configured.stream().map(TableId::schema).toList(),
            configured.stream().map(TableId::name).toList()),
        row -> {
          TableId leaf = new TableId(row.getString("schema"), row.getString("name"));
          TableId root = new TableId(row.getString("root_schema"), row.getString("root_name"));
          if (!configured.contains(leaf)) {
            forgotten.computeIfAbsent(root, r -> new ArrayList<>()).add(leaf);
          }
        });
    List<Finding> findings = new ArrayList<>();
    forgotten.forEach((root, leaves) -> findings.add(finding(patient, root, leaves)));
    return findings;
  }

  private static Finding finding(Patient patient, TableId root, List<TableId> leaves) {
    return patient.finding(
        Kind.SIBLING_PARTITIONS,
        root,
        "Of the partitions of `%s` in %s, %d are not in postgres.tables: %s%s."
            .formatted(
                root,
                patient.where(),
                leaves.size(),
                String.join(
                    ", ", leaves.stream().limit(NAMED).map(leaf -> "`" + leaf + "`").toList()),
                leaves.size() > NAMED ? ", …" : ""),
        Fix.sql(
            "Name them; or name `%s` instead of its partitions and run as the publication's owner"
                .formatted(root),
            List.of(
                "ALTER PUBLICATION "
                    + Quoting.identifier(patient.config().publication())
                    + " SET (publish_via_partition_root = true);")));
  }
}
