package com.cdc.doctor;

import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import com.cdc.postgres.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether the role will still be let in. */
final class RoleChecks {

  private RoleChecks() {}

  static List<Finding> check(Patient patient) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    patient.each(
        "SELECT rolvaliduntil::text FROM pg_catalog.pg_roles"
            + " WHERE rolname = current_user AND rolvaliduntil < now() + ? * interval '1 second'",
        List.of(patient.limits().passwordEnds().toSeconds()),
        row ->
            findings.add(
                patient.finding(
                    Kind.ROLE_EXPIRES,
                    "The password of user `%s` is valid until %s."
                        .formatted(patient.config().user(), row.getString(1)),
                    Fix.byAdministrator(
                        "ALTER ROLE "
                            + Quoting.identifier(patient.config().user())
                            + " VALID UNTIL 'infinity';"))));
    return findings;
  }
}
