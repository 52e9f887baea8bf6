package com.cdc.doctor;

import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.Quoting;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the making of a slot will wait for: every transaction of the server, whatever its database,
 * that has written.
 */
final class TransactionChecks {

  // xact_start of others' sessions is null without pg_read_all_stats, backend_xid is not
  private static final String OPEN =
      """
      SELECT pid, usename, datname, application_name, state, age(backend_xid) AS later,
             extract(epoch FROM clock_timestamp() - xact_start)::int8 AS seconds
        FROM pg_catalog.pg_stat_activity
       WHERE backend_xid IS NOT NULL AND pid <> pg_catalog.pg_backend_pid()
         AND application_name <> left(?, 63)
         AND CASE WHEN xact_start IS NULL THEN age(backend_xid) >= ?
                  ELSE clock_timestamp() - xact_start >= ? * interval '1 second' END
       ORDER BY seconds DESC NULLS LAST, later DESC
      """;

  private static final String PREPARED =
      """
      SELECT gid, owner, database,
             extract(epoch FROM clock_timestamp() - prepared)::int8 AS seconds
        FROM pg_catalog.pg_prepared_xacts
       WHERE clock_timestamp() - prepared >= ? * interval '1 second'
       ORDER BY prepared
      """;

  private TransactionChecks() {}

  static List<Finding> check(Patient patient) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    long seconds = patient.limits().openTransaction().toSeconds();
    patient.each(
        OPEN,
        List.of(
            PostgresConnections.applicationName(patient.config()),
            patient.limits().laterTransactions(),
            seconds),
        row -> findings.add(open(patient, row)));
    patient.each(PREPARED, List.of(seconds), row -> findings.add(prepared(patient, row)));
    return findings;
  }

  private static Finding open(Patient patient, ResultSet row) throws SQLException {
    long seconds = row.getLong("seconds");
    String since =
        row.wasNull()
            ? "for %,d later transactions (GRANT pg_read_all_stats TO %s shows for how long)"
                .formatted(row.getLong("later"), Quoting.identifier(patient.config().user()))
            : "for " + Durations.shown(Duration.ofSeconds(seconds));
    return patient.finding(
        Kind.LONG_TRANSACTION,
        "The transaction of PID %d (user `%s`, database `%s`, application `%s`%s) has been open %s, and has written."
            .formatted(
                row.getInt("pid"),
                row.getString("usename"),
                row.getString("datname"),
                row.getString("application_name"),
                row.getString("state") == null ? "" : ", " + row.getString("state"),
                since),
        Fix.sql(
            "Let it end, or end it as an administrator",
            List.of("SELECT pg_terminate_backend(" + row.getInt("pid") + ");")));
  }

  private static Finding prepared(Patient patient, ResultSet row) throws SQLException {
    String name = Quoting.literal(row.getString("gid"));
    return patient.finding(
        Kind.PREPARED_TRANSACTION,
        "Transaction %s of `%s` in database `%s` has been prepared for %s and neither committed nor rolled back."
            .formatted(
                name,
                row.getString("owner"),
                row.getString("database"),
                Durations.shown(Duration.ofSeconds(row.getLong("seconds")))),
        Fix.sql(
                "In database `%s`, run as its owner or as an administrator"
                    .formatted(row.getString("database")),
                List.of("COMMIT PREPARED " + name + ";"))
            .and("or, if it is not to count: ROLLBACK PREPARED " + name + ";"));
  }
}
