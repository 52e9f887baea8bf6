package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
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
                             AND pg_catalog.pg_has_role(m.oid, 'USAGE')) AS may_replicate,
             EXISTS (SELECT FROM pg_catalog.pg_roles
                      WHERE rolname = 'rds_replication') AS amazon
        FROM pg_catalog.pg_roles r WHERE r.rolname = current_user
      """;

  private ServerChecks() {}

  static List<String> check(Connection connection, PostgresConfig config) throws SQLException {
    List<String> problems = new ArrayList<>();
    String server = config.host() + ":" + config.port();
    try (Statement statement = connection.createStatement();
        ResultSet facts = statement.executeQuery(FACTS)) {
      facts.next();
      if (facts.getInt("major_version") < PostgresConnections.OLDEST_MAJOR_VERSION) {
        problems.add(
            "PostgreSQL "
                + facts.getString("version")
                + " at "
                + server
                + " is too old; upgrade it to "
                + PostgresConnections.OLDEST_MAJOR_VERSION
                + " or later.");
      }
      if (facts.getBoolean("standby") && facts.getInt("major_version") < 16) {
        problems.add(
            "The server at "
                + server
                + " is a standby, from which PostgreSQL "
                + facts.getString("version")
                + " cannot replicate logically. Set postgres.host to the primary.");
      }
      if (!"logical".equals(facts.getString("wal_level"))) {
        problems.add(walLevel(server, facts.getString("wal_level")));
      }
      if (!facts.getBoolean("may_replicate")) {
        String role = Quoting.identifier(config.user());
        problems.add(
            "User `"
                + config.user()
                + "` may not replicate from "
                + PostgresConnections.where(config)
                + ". Run as an administrator: "
                + (facts.getBoolean("amazon")
                    ? "GRANT rds_replication TO " + role + ";"
                    : "ALTER ROLE " + role + " WITH REPLICATION;"));
      }
    }
    return problems;
  }

  private static String walLevel(String server, String actual) {
    return "wal_level of the server at "
        + server
        + " is `"
        + actual
        + "`, but only `logical` keeps what is needed to read changes. Run as an administrator:"
        + " ALTER SYSTEM SET wal_level = 'logical'; then restart the server. On managed servers"
        + " set the parameter and restart: rds.logical_replication = 1 (Amazon RDS, Aurora),"
        + " wal_level = logical (Azure), cloudsql.logical_decoding = on (Google Cloud SQL).";
  }
}
