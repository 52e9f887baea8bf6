package com.cdc.doctor;

import com.cdc.event.ColumnRule;
import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.ColumnInfo;
import com.cdc.postgres.PublishedTable;
import com.cdc.postgres.PublishedTables;
import com.cdc.postgres.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the publication leaves out of each table, perhaps on purpose. */
final class PublishedColumns {

  private static final int SENDS_GENERATED = 18;

  private PublishedColumns() {}

  static List<Finding> check(Patient patient) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    if (patient.publication().isEmpty()) {
      return findings;
    }
    PublishedTables publication = patient.publication().get();
    for (CapturedTable table : patient.tables().values()) {
      PublishedTable published = publication.tables().get(table.id());
      if (published == null) {
        continue;
      }
      List<String> unlisted = unsent(patient, table, published, false);
      List<String> generated = unsent(patient, table, published, true);
      if (!unlisted.isEmpty()) {
        findings.add(columnList(patient, table, published, unlisted));
      }
      if (published.rowFilter() != null) {
        findings.add(rowFilter(patient, table, published, unlisted));
      }
      if (!generated.isEmpty()) {
        findings.add(generated(patient, table, generated));
      }
    }
    return findings;
  }

  /** Columns that are not sent, without those that are to be dropped anyway. */
  private static List<String> unsent(
      Patient patient, CapturedTable table, PublishedTable published, boolean generated) {
    return table.columns().stream()
        .filter(column -> column.generated() == generated)
        .map(ColumnInfo::name)
        .filter(column -> !published.columns().contains(column))
        .filter(column -> patient.config().columns().of(table.id(), column) != ColumnRule.DROP)
        .toList();
  }

  private static Finding columnList(
      Patient patient, CapturedTable table, PublishedTable published, List<String> unlisted) {
    return patient.finding(
        Kind.COLUMN_LIST,
        table.id(),
        "Publication `%s` does not send these columns of `%s`: %s."
            .formatted(patient.config().publication(), table.id(), String.join(", ", unlisted)),
        anew(patient, table, List.of(), published.rowFilter()));
  }

  private static Finding rowFilter(
      Patient patient, CapturedTable table, PublishedTable published, List<String> unlisted) {
    return patient.finding(
        Kind.ROW_FILTER,
        table.id(),
        "Publication `%s` sends of `%s` only rows with %s."
            .formatted(patient.config().publication(), table.id(), published.rowFilter()),
        anew(patient, table, unlisted.isEmpty() ? List.of() : published.columns(), null));
  }

  /** In one transaction: between the two statements the table's changes would not be sent. */
  private static Fix anew(
      Patient patient, CapturedTable table, List<String> columns, @Nullable String filter) {
    String alter = "ALTER PUBLICATION " + Quoting.identifier(patient.config().publication());
    String name = Quoting.table(table.id());
    return Fix.sql(
            "If it is to land, run as its owner",
            List.of(
                "BEGIN;",
                alter + " DROP TABLE " + name + ";",
                alter
                    + " ADD TABLE "
                    + name
                    + (columns.isEmpty() ? "" : " (" + Quoting.identifiers(columns) + ")")
                    + (filter == null ? "" : " WHERE (" + filter + ")")
                    + ";",
                "COMMIT;"))
        .and("Of a job that runs, then: cdc resnapshot --table " + table.id());
  }

  private static Finding generated(Patient patient, CapturedTable table, List<String> columns)
      throws SQLException {
    List<String> stored = new ArrayList<>();
    patient.each(
        "SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = ?::oid"
            + " AND attname = ANY (?) AND attgenerated = 's'",
        List.of(table.relationId(), columns),
        row -> stored.add(row.getString(1)));
    String what =
        "Generated columns of `%s` are not sent: %s."
            .formatted(table.id(), String.join(", ", columns));
    Fix fix;
    if (patient.major() < SENDS_GENERATED) {
      fix =
          Fix.advice(
              "Compute them where the landing is read; or upgrade to PostgreSQL 18, which can send"
                  + " stored ones.");
    } else if (stored.size() == columns.size()) {
      fix =
          Fix.byOwner(
              "ALTER PUBLICATION "
                  + Quoting.identifier(patient.config().publication())
                  + " SET (publish_generated_columns = stored);");
    } else {
      fix = Fix.advice("Virtual ones are never sent: compute them where the landing is read.");
    }
    return patient.finding(Kind.GENERATED_COLUMNS, table.id(), what, fix);
  }
}
