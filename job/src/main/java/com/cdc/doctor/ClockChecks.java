package com.cdc.doctor;

import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;

/** Whether this machine's clock and the server's agree. */
final class ClockChecks {

  private ClockChecks() {}

  static List<Finding> check(Patient patient, InstantSource clock) throws SQLException {
    Instant[] server = new Instant[1];
    Instant before = clock.instant();
    patient.each(
        "SELECT pg_catalog.clock_timestamp()",
        List.of(),
        row -> server[0] = row.getObject(1, OffsetDateTime.class).toInstant());
    Instant after = clock.instant();
    // the server looked at its clock at some moment between the two
    Duration skew =
        server[0].isBefore(before)
            ? Duration.between(server[0], before)
            : Duration.between(after, server[0]);
    if (skew.compareTo(patient.limits().clockSkew()) <= 0) {
      return List.of();
    }
    return List.of(
        patient.finding(
            Kind.CLOCK_SKEW,
            "This machine's clock is %s %s that of the server at %s:%d."
                .formatted(
                    Durations.shown(skew),
                    server[0].isBefore(before) ? "ahead of" : "behind",
                    patient.config().host(),
                    patient.config().port()),
            Fix.advice("Let both follow a time server, for example by chrony.")));
  }
}
