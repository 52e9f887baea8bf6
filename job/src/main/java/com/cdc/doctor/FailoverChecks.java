package com.cdc.doctor;

import com.cdc.config.PostgresConfig;
import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import com.cdc.finding.Provider.Restart;
import com.cdc.postgres.Quoting;
import com.cdc.postgres.ReplicationSlots;
import com.cdc.postgres.SlotInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the slot outlives a failover, where there is a standby (PostgreSQL 17 and later). */
final class FailoverChecks {

  private static final int FAILS_OVER = 17;

  private FailoverChecks() {}

  static List<Finding> check(Patient patient) throws SQLException {
    Optional<SlotInfo> slot = ReplicationSlots.find(patient.connection(), patient.config().slot());
    List<String> standbys = standbys(patient);
    if (patient.major() < FAILS_OVER || standbys.isEmpty()) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    if (slot.isPresent() && !slot.get().failover() && slot.get().plugin() != null) {
      findings.add(withoutFailover(patient, standbys));
    }
    Set<String> awaited = new LinkedHashSet<>(awaited(patient));
    if (!awaited.containsAll(standbys)) {
      findings.add(notAwaited(patient, standbys, awaited));
    }
    return findings;
  }

  /** Slots that a standby is reading; one that nobody reads would only be waited for. */
  private static List<String> standbys(Patient patient) throws SQLException {
    List<String> names = new ArrayList<>();
    patient.each(
        "SELECT slot_name FROM pg_catalog.pg_replication_slots"
            + " WHERE slot_type = 'physical' AND NOT temporary AND active"
            + " AND NOT pg_catalog.pg_is_in_recovery() ORDER BY 1",
        List.of(),
        row -> names.add(row.getString(1)));
    return names;
  }

  private static List<String> awaited(Patient patient) throws SQLException {
    String list = patient.setting("synchronized_standby_slots").orElse("");
    return Arrays.stream(list.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static Finding withoutFailover(Patient patient, List<String> standbys) {
    PostgresConfig config = patient.config();
    String command =
        "psql \"host=%s port=%d dbname='%s' user='%s' replication=database\" -c 'ALTER_REPLICATION_SLOT %s (FAILOVER true);'"
            .formatted(
                config.host(),
                config.port(),
                config.database(),
                config.user(),
                Quoting.identifier(config.slot()));
    return patient.finding(
        Kind.SLOT_WITHOUT_FAILOVER,
        "Replication slot `%s` in %s does not fail over, and the server has a standby: %s."
            .formatted(config.slot(), patient.where(), String.join(", ", standbys)),
        Fix.commands("While the job is stopped, run", command));
  }

  private static Finding notAwaited(Patient patient, List<String> standbys, Set<String> awaited) {
    List<String> lacking = standbys.stream().filter(s -> !awaited.contains(s)).toList();
    Set<String> all = new LinkedHashSet<>(awaited);
    all.addAll(standbys);
    return patient.finding(
        Kind.STANDBYS_NOT_AWAITED,
        "synchronized_standby_slots of the server at %s:%d does not name %s."
            .formatted(
                patient.config().host(), patient.config().port(), String.join(", ", lacking)),
        patient
            .provider()
            .parameter("synchronized_standby_slots", String.join(", ", all), Restart.NOT_NEEDED));
  }
}
