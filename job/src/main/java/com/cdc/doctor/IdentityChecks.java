package com.cdc.doctor;

import com.cdc.event.TableId;
import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether rows of each table can be told apart, also in each of its partitions. */
final class IdentityChecks {

  private static final int NAMED = 3;

  private static final String UNIQUE_INDEX =
      """
      SELECT ic.relname
        FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
       WHERE i.indrelid = ?::oid AND i.indisunique AND i.indimmediate AND i.indisvalid
         AND i.indpred IS NULL AND i.indexprs IS NULL
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a
                          WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[])
                            AND NOT a.attnotnull)
       ORDER BY i.indnkeyatts, ic.relname LIMIT 1
      """;

  // of a root with USING INDEX, the index of the partition that belongs to the root's
  private static final String PARTITIONS =
      """
      SELECT n.nspname, leaf.relname, leaf.relreplident::text AS identity,
             (SELECT child.relname
                FROM pg_catalog.pg_index own
                JOIN pg_catalog.pg_class child ON child.oid = own.indexrelid
                JOIN pg_catalog.pg_partition_ancestors(own.indexrelid) AS up (oid) ON true
                JOIN pg_catalog.pg_index top ON top.indexrelid = up.oid
               WHERE own.indrelid = leaf.oid AND top.indrelid = ?::oid AND top.indisreplident
               LIMIT 1) AS index_name
        FROM pg_catalog.pg_partition_tree(?::oid) AS part
        JOIN pg_catalog.pg_class leaf ON leaf.oid = part.relid
        JOIN pg_catalog.pg_namespace n ON n.oid = leaf.relnamespace
       WHERE part.isleaf AND leaf.relkind = 'r' AND leaf.relreplident::text <> ?
       ORDER BY 1, 2
      """;

  private IdentityChecks() {}

  static List<Finding> check(Patient patient) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    for (CapturedTable table : patient.tables().values()) {
      boolean whole = table.replicaIdentity() == 'f';
      if (!whole && table.keyColumns().isEmpty()) {
        findings.add(noIdentity(patient, table));
      } else {
        if (whole && table.keyColumns().isEmpty()) {
          findings.add(noKey(patient, table));
        }
        findings.addAll(partitions(patient, table));
      }
    }
    return findings;
  }

  private static Finding noIdentity(Patient patient, CapturedTable table) throws SQLException {
    String[] index = new String[1];
    if (table.relkind() == 'r') {
      patient.each(
          UNIQUE_INDEX, List.of(table.relationId()), row -> index[0] = row.getString("relname"));
    }
    List<String> sql = new ArrayList<>();
    sql.add(alter(table.id(), index[0] == null ? 'f' : 'i', index[0]));
    if (table.relkind() == 'p') {
      each(patient, table, 'f', (part, partIndex) -> sql.add(alter(part, 'f', partIndex)));
    }
    return patient.finding(
        Kind.NO_IDENTITY,
        table.id(),
        "Table `%s` in %s has REPLICA IDENTITY %s and %s."
            .formatted(
                table.id(),
                patient.where(),
                TableFacts.identity(table.replicaIdentity()),
                switch (table.replicaIdentity()) {
                  case 'd' -> "no primary key, or a deferrable one";
                  case 'i' -> "the index is gone";
                  default -> "so no way to tell its rows apart";
                }),
        Fix.byOwner(sql.toArray(String[]::new))
            .and(
                index[0] == null
                    ? "Better still, give it a primary key: FULL writes the whole old row to the"
                        + " WAL with each update and delete."
                    : ""));
  }

  private static Finding noKey(Patient patient, CapturedTable table) {
    return patient.finding(
        Kind.NO_KEY,
        table.id(),
        "Table `%s` in %s has REPLICA IDENTITY FULL and no primary key."
            .formatted(table.id(), patient.where()),
        Fix.advice(
            "If there are columns that tell its rows apart, run as its owner: ALTER TABLE %s ADD PRIMARY KEY (<columns>);"
                .formatted(Quoting.table(table.id()))));
  }

  private static List<Finding> partitions(Patient patient, CapturedTable table)
      throws SQLException {
    if (table.relkind() != 'p') {
      return List.of();
    }
    List<TableId> others = new ArrayList<>();
    List<String> sql = new ArrayList<>();
    char identity = table.replicaIdentity();
    each(
        patient,
        table,
        identity,
        (part, index) -> {
          others.add(part);
          sql.add(alter(part, identity, index));
        });
    if (others.isEmpty()) {
      return List.of();
    }
    String names =
        String.join(", ", others.stream().limit(NAMED).map(part -> "`" + part + "`").toList());
    return List.of(
        patient.finding(
            Kind.PARTITION_IDENTITY,
            table.id(),
            "Table `%s` in %s has REPLICA IDENTITY %s, and %s of its partitions another: %s%s."
                .formatted(
                    table.id(),
                    patient.where(),
                    TableFacts.identity(identity),
                    others.size(),
                    names,
                    others.size() > NAMED ? ", …" : ""),
            Fix.byOwner(sql.toArray(String[]::new))));
  }

  private interface Partition {
    void take(TableId id, @Nullable String index);
  }

  /** Those whose identity is not that one. */
  private static void each(Patient patient, CapturedTable root, char identity, Partition taker)
      throws SQLException {
    patient.each(
        PARTITIONS,
        List.of(root.relationId(), root.relationId(), String.valueOf(identity)),
        row ->
            taker.take(
                new TableId(row.getString("nspname"), row.getString("relname")),
                row.getString("index_name")));
  }

  private static String alter(TableId table, char identity, @Nullable String index) {
    String form =
        identity == 'i'
            ? "USING INDEX " + (index == null ? "<index>" : Quoting.identifier(index))
            : TableFacts.identity(identity);
    return "ALTER TABLE " + Quoting.table(table) + " REPLICA IDENTITY " + form + ";";
  }
}
