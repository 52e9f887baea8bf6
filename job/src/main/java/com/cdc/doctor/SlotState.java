package com.cdc.doctor;

import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import com.cdc.finding.Provider.Restart;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.Quoting;
import com.cdc.postgres.ReplicationSlots;
import com.cdc.postgres.SlotInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the slot is, if it is there and ours. */
final class SlotState {

  private static final long MIB = 1 << 20;

  private static final String READER =
      """
      SELECT s.active_pid, a.application_name, a.usename, host(a.client_addr) AS address
        FROM pg_catalog.pg_replication_slots s
        JOIN pg_catalog.pg_stat_activity a ON a.pid = s.active_pid
       WHERE s.slot_name = ? AND a.application_name <> left(?, 63)
      """;

  // a standby has no current position of its own
  private static final String LAG =
      """
      SELECT pg_catalog.pg_wal_lsn_diff(
               CASE WHEN pg_catalog.pg_is_in_recovery()
                    THEN pg_catalog.pg_last_wal_replay_lsn()
                    ELSE pg_catalog.pg_current_wal_lsn() END, restart_lsn)::int8 AS bytes
        FROM pg_catalog.pg_replication_slots WHERE slot_name = ? AND restart_lsn IS NOT NULL
      """;

  private SlotState() {}

  static List<Finding> check(Patient patient) throws SQLException {
    String name = patient.config().slot();
    Optional<SlotInfo> found = ReplicationSlots.find(patient.connection(), name);
    if (found.isEmpty() || !ReplicationSlots.PLUGIN.equals(found.get().plugin())) {
      return List.of();
    }
    SlotInfo slot = found.get();
    if (slot.isLost()) {
      return List.of(lost(patient, slot));
    }
    List<Finding> findings = new ArrayList<>();
    patient.each(
        READER,
        List.of(name, PostgresConnections.applicationName(patient.config())),
        row -> findings.add(inUse(patient, row)));
    if ("unreserved".equals(slot.walStatus())) {
      findings.add(nearlyLost(patient));
    } else {
      patient.each(
          LAG,
          List.of(name),
          row -> {
            long limit = limit(patient);
            if (row.getLong("bytes") > limit) {
              findings.add(lag(patient, row.getLong("bytes"), limit));
            }
          });
    }
    return findings;
  }

  private static Finding lost(Patient patient, SlotInfo slot) {
    String name = Quoting.literal(slot.name());
    return patient.finding(
        Kind.SLOT_LOST,
        "Replication slot `%s` in %s is lost (wal_status %s%s)."
            .formatted(
                slot.name(),
                patient.where(),
                slot.walStatus(),
                slot.invalidationReason() == null ? "" : ", " + slot.invalidationReason()),
        Fix.sql("Drop it", List.of("SELECT pg_drop_replication_slot(" + name + ");"))
            .and(
                "A job that had read from it then stops and names the gap, unless"
                    + " postgres.on-lost-slot is `resnapshot`, which reads every table anew."));
  }

  private static Finding inUse(Patient patient, ResultSet row) throws SQLException {
    return patient.finding(
        Kind.SLOT_IN_USE,
        "Replication slot `%s` in %s is read by another program: PID %d, application `%s`, user `%s`, from %s."
            .formatted(
                patient.config().slot(),
                patient.where(),
                row.getInt("active_pid"),
                row.getString("application_name"),
                row.getString("usename"),
                row.getString("address") == null
                    ? "an address not shown"
                    : row.getString("address")),
        Fix.sql(
            "Give this pipeline a slot of its own (postgres.slot), or end the other reader",
            List.of("SELECT pg_terminate_backend(" + row.getInt("active_pid") + ");")));
  }

  private static Finding nearlyLost(Patient patient) throws SQLException {
    int kept = Integer.parseInt(patient.setting("max_slot_wal_keep_size").orElseThrow());
    Fix fix =
        patient
            .provider()
            .parameter(
                "max_slot_wal_keep_size", "" + Math.max(10 * 1024, 4 * kept), Restart.NOT_NEEDED);
    return patient.finding(
        Kind.SLOT_NEARLY_LOST,
        "Replication slot `%s` in %s holds back more WAL than max_slot_wal_keep_size = %d MB allows (wal_status unreserved)."
            .formatted(patient.config().slot(), patient.where(), kept),
        fix.and(
            (fix.rest().isEmpty() ? "" : fix.rest() + " ")
                + "And see to it at once that the job runs and reads."));
  }

  private static long limit(Patient patient) throws SQLException {
    long kept = Long.parseLong(patient.setting("max_slot_wal_keep_size").orElseThrow());
    long limit = patient.limits().slotWalBytes();
    return kept < 0 ? limit : Math.min(limit, kept * MIB / 2);
  }

  private static Finding lag(Patient patient, long bytes, long limit) {
    return patient.finding(
        Kind.SLOT_LAG,
        "The server keeps %,d MB of WAL for replication slot `%s` in %s; over %,d MB is a matter of concern."
            .formatted(bytes / MIB, patient.config().slot(), patient.where(), limit / MIB),
        Fix.advice(
            "See whether the job runs, and what its log says. If nobody needs the slot: SELECT pg_drop_replication_slot(%s);"
                .formatted(Quoting.literal(patient.config().slot()))));
  }
}
