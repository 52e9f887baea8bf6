package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import com.cdc.finding.Provider;
import com.cdc.finding.Provider.Restart;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Whether the server offers logical replication, and to this role. */
final class ServerChecks {

  private static final String FACTS =
      """
      SELECT current_setting('wal_level') AS wal_level,
             current_setting('server_version') AS version,
             current_setting('server_version_num')::int / 10000 AS major_version,
             pg_catalog.pg_is_in_recovery() AS standby,
             r.rolsuper OR r.rolreplication
               OR EXISTS (SELECT FROM pg_catalog.pg_roles m
                           WHERE m.rolname = 'rds_replication'
                             AND pg_catalog.pg_has_role(m.oid, 'USAGE')) AS may_replicate
        FROM pg_catalog.pg_roles r WHERE r.rolname = current_user
      """;

  private ServerChecks() {}

  static List<Finding> check(Connection connection, PostgresConfig config, Provider provider)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    String server = config.host() + ":" + config.port();
    try (Statement statement = connection.createStatement();
        ResultSet facts = statement.executeQuery(FACTS)) {
      facts.next();
      if (facts.getInt("major_version") < PostgresConnections.OLDEST_MAJOR_VERSION) {
        findings.add(
            finding(
                Kind.SERVER_TOO_OLD,
                config,
                "PostgreSQL " + facts.getString("version") + " at " + server + " is too old.",
                Fix.advice(
                    "Upgrade it to " + PostgresConnections.OLDEST_MAJOR_VERSION + " or later.")));
      }
      if (facts.getBoolean("standby") && facts.getInt("major_version") < 16) {
        findings.add(
            finding(
                Kind.SERVER_IS_STANDBY,
                config,
                "The server at "
                    + server
                    + " is a standby, from which PostgreSQL "
                    + facts.getString("version")
                    + " cannot replicate logically.",
                Fix.advice("Set postgres.host to the primary.")));
      }
      if (!"logical".equals(facts.getString("wal_level"))) {
        findings.add(
            finding(
                Kind.WAL_LEVEL,
                config,
                "wal_level of the server at "
                    + server
                    + " is `"
                    + facts.getString("wal_level")
                    + "`, but only `logical` keeps what is needed to read changes.",
                walLevel(provider)));
      }
      if (!facts.getBoolean("may_replicate")) {
        String role = Quoting.identifier(config.user());
        findings.add(
            finding(
                Kind.ROLE_MAY_NOT_REPLICATE,
                config,
                "User `"
                    + config.user()
                    + "` may not replicate from "
                    + PostgresConnections.where(config)
                    + ".",
                Fix.byAdministrator(
                    provider.isAmazon()
                        ? "GRANT rds_replication TO " + role + ";"
                        : "ALTER ROLE " + role + " WITH REPLICATION;")));
      }
    }
    return findings;
  }

  private static Finding finding(Kind kind, PostgresConfig config, String what, Fix fix) {
    return new Finding(kind, PostgresConnections.where(config), what, fix);
  }

  private static Fix walLevel(Provider provider) {
    return switch (provider) {
      case RDS, AURORA -> provider.parameter("rds.logical_replication", "1", Restart.NEEDED);
      case CLOUD_SQL -> provider.parameter("cloudsql.logical_decoding", "on", Restart.NEEDED);
      case AZURE -> provider.parameter("wal_level", "logical", Restart.NEEDED);
      case SELF_MANAGED ->
          provider
              .parameter("wal_level", "logical", Restart.NEEDED)
              .and(
                  "then restart the server. On managed servers set the parameter and restart:"
                      + " rds.logical_replication = 1 (Amazon RDS, Aurora), wal_level = logical"
                      + " (Azure), cloudsql.logical_decoding = on (Google Cloud SQL).");
    };
  }
}
