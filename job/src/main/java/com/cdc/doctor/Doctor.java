package com.cdc.doctor;

import com.cdc.config.CdcConfig;
import com.cdc.config.CheckpointOptions;
import com.cdc.config.LandingOptions;
import com.cdc.config.PostgresConfig;
import com.cdc.finding.Finding;
import com.cdc.postgres.Preflight;
import com.cdc.sink.StorageProbe;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Looks at a pipeline's databases and storage. Changes nothing but a probe in storage, which it
 * removes. Not for several threads; file systems must be initialised.
 */
public final class Doctor {

  private final Limits limits;
  private final InstantSource clock;
  private final List<String> places = new ArrayList<>();
  private final List<TableFacts> tables = new ArrayList<>();

  private Doctor(Limits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  public static Diagnosis examine(CdcConfig config) {
    return examine(config, Limits.DEFAULT, InstantSource.system());
  }

  static Diagnosis examine(CdcConfig config, Limits limits, InstantSource clock) {
    Doctor doctor = new Doctor(limits, clock);
    List<Finding> findings = new ArrayList<>();
    for (PostgresConfig source : config.sources()) {
      findings.addAll(doctor.examine(source, config.parallelism()));
    }
    findings.addAll(doctor.store(LandingOptions.URI.key(), config.landing().uri()));
    findings.addAll(doctor.store(CheckpointOptions.URI.key(), config.checkpoint().uri()));
    findings.sort(Comparator.comparing(Finding::severity)); // stable
    return new Diagnosis(doctor.places, doctor.tables, findings);
  }

  /** The findings about one database. */
  static List<Finding> examineDatabase(
      PostgresConfig source, int readers, Limits limits, InstantSource clock) {
    return new Doctor(limits, clock).examine(source, readers);
  }

  private List<Finding> examine(PostgresConfig source, int readers) {
    return Preflight.ask(source, connection -> examine(connection, source, readers));
  }

  private List<Finding> examine(Connection connection, PostgresConfig source, int readers)
      throws SQLException {
    List<Finding> findings = new ArrayList<>(Preflight.findings(connection, source));
    Patient patient = Patient.of(connection, source, readers, limits);
    places.add(headline(patient));
    tables.addAll(TableFacts.of(patient));
    findings.addAll(ServerSettings.check(patient));
    findings.addAll(RoleChecks.check(patient));
    findings.addAll(PublishedColumns.check(patient));
    findings.addAll(IdentityChecks.check(patient));
    findings.addAll(SiblingPartitions.check(patient));
    findings.addAll(WideRows.check(patient));
    findings.addAll(TransactionChecks.check(patient));
    findings.addAll(SlotState.check(patient));
    findings.addAll(FailoverChecks.check(patient));
    findings.addAll(TlsChecks.check(patient));
    findings.addAll(ClockChecks.check(patient, clock));
    return findings;
  }

  private static String headline(Patient patient) throws SQLException {
    String encryption = TlsChecks.encryption(patient);
    boolean[] standby = new boolean[1];
    patient.each(
        "SELECT pg_catalog.pg_is_in_recovery()", List.of(), row -> standby[0] = row.getBoolean(1));
    return "%s: PostgreSQL %s, %s, %s, %s; user `%s`, publication `%s`, slot `%s`"
        .formatted(
            patient.where(),
            patient.setting("server_version").orElse(""),
            standby[0] ? "standby" : "primary",
            patient.provider().label(),
            encryption.isEmpty() ? "no TLS" : encryption,
            patient.config().user(),
            patient.config().publication(),
            patient.config().slot());
  }

  private List<Finding> store(String key, String uri) {
    places.add(key + ": " + uri);
    return StorageProbe.check(key, uri);
  }
}
