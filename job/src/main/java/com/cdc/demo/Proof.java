package com.cdc.demo;

import com.cdc.event.TableId;
import com.cdc.postgres.PostgresConnections;
import com.cdc.verify.LandingVerifier;
import com.cdc.verify.TableReport;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The landing at rest against the database at rest.
 *
 * @param reports one per table
 * @param changes rows that the workload changed
 */
record Proof(List<TableReport> reports, long changes) {

  private static final int FINDINGS = 10;

  static Proof of(DemoDatabase database, String landingUri, long changes)
      throws SQLException, IOException {
    List<TableReport> reports = new ArrayList<>();
    try (Connection connection = PostgresConnections.open(database.captureConfig())) {
      LandingVerifier verifier = new LandingVerifier(connection, landingUri);
      for (TableId table : Warehouse.TABLES) {
        reports.add(verifier.verify(table));
      }
    }
    return new Proof(List.copyOf(reports), changes);
  }

  /** Both tables are equal, nothing landed twice, and each change exactly once. */
  boolean holds() {
    return landedChanges() == changes && reports.stream().allMatch(TableReport::isEqual);
  }

  long landedRows() {
    return reports.stream().mapToLong(report -> report.landed().rows()).sum();
  }

  int files() {
    return reports.stream().mapToInt(report -> report.landed().files()).sum();
  }

  void print(PrintStream out) {
    for (TableReport report : reports) {
      if (report.isEqual()) {
        out.printf(
            "  %s: %,d rows, equal; %,d records landed, none twice%n",
            report.table(), report.rows(), report.landed().rows());
      } else {
        report.findings(FINDINGS).forEach(finding -> out.println("  " + finding));
      }
    }
    out.printf(
        "  %,d changes committed, %,d landed%s%n",
        changes, landedChanges(), holds() ? "" : ": NOT VERIFIED");
  }

  private long landedChanges() {
    return reports.stream().mapToLong(report -> report.landed().changes()).sum();
  }
}
