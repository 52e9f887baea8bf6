package com.cdc.doctor;

import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import com.cdc.finding.Provider;
import com.cdc.finding.Provider.Restart;
import com.cdc.postgres.CapacityChecks;
import com.cdc.postgres.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Parameters with which the job works today, and not after the next outage. */
final class ServerSettings {

  private static final int SHORT_TIMEOUT_MS = 10_000;
  private static final int LEAST_KEEP_MB = 10 * 1024;

  private ServerSettings() {}

  static List<Finding> check(Patient patient) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(standby(patient));
    findings.addAll(
        CapacityChecks.checkSnapshots(
            patient.connection(), patient.config(), patient.provider(), patient.readers()));
    findings.addAll(senderTimeout(patient));
    findings.addAll(keptWal(patient));
    findings.addAll(idleTimeout(patient));
    return findings;
  }

  private static List<Finding> standby(Patient patient) throws SQLException {
    boolean[] blind = new boolean[1];
    patient.each(
        "SELECT pg_catalog.pg_is_in_recovery()"
            + " AND NOT current_setting('hot_standby_feedback')::bool",
        List.of(),
        row -> blind[0] = row.getBoolean(1));
    return blind[0] && patient.major() >= 16
        ? List.of(
            patient.finding(
                Kind.STANDBY_FEEDBACK,
                "The server is a standby and does not tell its primary what it still needs"
                    + " (hot_standby_feedback is off).",
                patient.provider().parameter("hot_standby_feedback", "on", Restart.NOT_NEEDED)))
        : List.of();
  }

  private static List<Finding> senderTimeout(Patient patient) throws SQLException {
    int millis = Integer.parseInt(patient.setting("wal_sender_timeout").orElseThrow());
    if (millis >= SHORT_TIMEOUT_MS) {
      return List.of();
    }
    String role = Quoting.identifier(patient.config().user());
    return List.of(
        patient.finding(
            Kind.SENDER_TIMEOUT,
            "wal_sender_timeout is %s for user `%s`."
                .formatted(
                    millis == 0 ? "0, which is no limit," : millis + " ms",
                    patient.config().user()),
            // any role may have its own, in every cloud, and no other reader is concerned
            Fix.byAdministrator("ALTER ROLE " + role + " SET wal_sender_timeout = '60s';")));
  }

  private static List<Finding> keptWal(Patient patient) throws SQLException {
    int kept = Integer.parseInt(patient.setting("max_slot_wal_keep_size").orElseThrow());
    int usual = Integer.parseInt(patient.setting("max_wal_size").orElseThrow());
    if (kept >= usual) {
      return List.of();
    }
    int enough = Math.max(LEAST_KEEP_MB, 10 * usual);
    return List.of(
        kept < 0
            ? patient.finding(
                Kind.WAL_KEEP_UNLIMITED,
                "max_slot_wal_keep_size is -1: the WAL that a slot holds back has no limit.",
                limit(patient, enough))
            : patient.finding(
                Kind.WAL_KEEP_SMALL,
                "max_slot_wal_keep_size is %d MB, less than max_wal_size, which is %d MB."
                    .formatted(kept, usual),
                limit(patient, enough)));
  }

  private static Fix limit(Patient patient, int megabytes) {
    if (patient.provider() == Provider.AZURE) {
      return Fix.commands(
              "Azure does not let it be set. Let the storage grow and watch it",
              "az postgres flexible-server update --resource-group <group> --name <server>"
                  + " --storage-auto-grow Enabled;")
          .and("And alert on `storage_percent`: the server becomes read-only when it is full.");
    }
    Fix fix =
        patient.provider().parameter("max_slot_wal_keep_size", "" + megabytes, Restart.NOT_NEEDED);
    return fix.and(
        (fix.rest().isEmpty() ? "" : fix.rest() + " ")
            + "The number is MB and an example: take what the disk of the WAL can spare, and at"
            + " least what is written in the longest outage that the job is to survive.");
  }

  private static List<Finding> idleTimeout(Patient patient) throws SQLException {
    int limit = Integer.parseInt(patient.setting("idle_replication_slot_timeout").orElse("0"));
    return limit == 0
        ? List.of()
        : List.of(
            patient.finding(
                Kind.SLOT_IDLE_TIMEOUT,
                "idle_replication_slot_timeout is set (%d s): the slot of a job that is down for so long is given up."
                    .formatted(limit),
                patient
                    .provider()
                    .parameter("idle_replication_slot_timeout", "0", Restart.NOT_NEEDED)));
  }
}
