package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what a failed attempt to connect means and what to do about it. */
final class ConnectionFailures {

  private ConnectionFailures() {}

  static PostgresException explain(PostgresConfig config, SQLException failure) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    return new PostgresException(
        TlsFailures.explain(config, failure).orElseGet(() -> message(config, failure, state)),
        failure);
  }

  private static String message(PostgresConfig config, SQLException failure, String state) {
    String where = PostgresConnections.where(config);
    String server = config.host() + ":" + config.port();
    String user = "`" + config.user() + "`";
    String role = Quoting.identifier(config.user());
    String said = " The server says: " + firstLine(failure);
    return switch (state) {
      case "28P01" ->
          "Wrong password for user "
              + user
              + " of "
              + where
              + ", or no such user. Check postgres.user and postgres.password.";
      case "28000" -> refused(config, failure) + said;
      case "3D000" ->
          "Database `"
              + config.database()
              + "` does not exist at "
              + server
              + ". Check postgres.database; the databases there: SELECT datname FROM pg_database;";
      case "42501" ->
          isAboutWalSender(failure)
              ? "User "
                  + user
                  + " may not replicate from "
                  + where
                  + ". Run as an administrator: ALTER ROLE "
                  + role
                  + " WITH REPLICATION; (Amazon RDS: GRANT rds_replication TO "
                  + role
                  + ";)"
              : "User "
                  + user
                  + " may not connect to "
                  + where
                  + ". Run as an administrator: GRANT CONNECT ON DATABASE "
                  + Quoting.identifier(config.database())
                  + " TO "
                  + role
                  + ";"
                  + said;
      case "53300" ->
          "No free connection at "
              + server
              + ". Raise max_connections or, for replication, max_wal_senders, or end sessions that"
              + " nobody needs: SELECT pid, usename, application_name FROM pg_stat_activity;"
              + said;
      case "57P03" ->
          "The server at "
              + server
              + " does not take connections now: it starts, stops or recovers. Try again later."
              + said;
      case "08004" ->
          "The server at "
              + server
              + " offers no TLS, but postgres.ssl-mode is `"
              + config.sslMode().value()
              + "`. Turn it on there (ssl = on) or, in a network you trust, set postgres.ssl-mode:"
              + " prefer.";
      default -> unreachable(config, failure, state);
    };
  }

  private static String refused(PostgresConfig config, SQLException failure) {
    String where = PostgresConnections.where(config);
    String said = firstLine(failure);
    if (said.contains("pg_hba.conf")) {
      String tls =
          config.sslMode().value().equals("disable")
              ? " It may ask for TLS: set postgres.ssl-mode: require."
              : "";
      return "No pg_hba.conf entry lets user `"
          + config.user()
          + "` from this address into "
          + where
          + ". Add to pg_hba.conf: hostssl "
          + Quoting.identifier(config.database())
          + " "
          + Quoting.identifier(config.user())
          + " <this address>/32 scram-sha-256, then: SELECT pg_reload_conf();"
          + tls;
    }
    return "User `"
        + config.user()
        + "` may not log in to "
        + where
        + ". Check postgres.user, or run as an administrator: ALTER ROLE "
        + Quoting.identifier(config.user())
        + " WITH LOGIN;";
  }

  private static String unreachable(PostgresConfig config, SQLException failure, String state) {
    String server = config.host() + ":" + config.port();
    if (causeOf(failure, UnknownHostException.class) != null) {
      return "No host is named `"
          + config.host()
          + "`. Check postgres.host and this machine's name resolution.";
    }
    if (causeOf(failure, ConnectException.class) != null) {
      return "Nothing accepts connections at "
          + server
          + ". Check postgres.host and postgres.port, that the server runs, that its"
          + " listen_addresses cover this address, and the firewalls between.";
    }
    if (causeOf(failure, SocketTimeoutException.class) != null || isLoginTimeout(failure)) {
      return "No answer from "
          + server
          + " within "
          + config.connectTimeout().toMillis()
          + " ms. Check postgres.host and postgres.port and the firewalls between, or raise"
          + " postgres.connect-timeout.";
    }
    return "Cannot connect to "
        + PostgresConnections.where(config)
        + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")")
        + ": "
        + firstLine(failure)
        + " Check postgres.host, postgres.port and the server's log.";
  }

  private static boolean isAboutWalSender(SQLException failure) {
    // 16 and later: permission denied to start WAL sender; before: … role to start walsender
    String said = firstLine(failure).toLowerCase(Locale.ROOT);
    return said.contains("wal sender") || said.contains("walsender");
  }

  private static boolean isLoginTimeout(SQLException failure) {
    return firstLine(failure).equals("Connection attempt timed out.");
  }

  private static String firstLine(SQLException failure) {
    String message = failure.getMessage();
    return message == null ? "" : message.lines().findFirst().orElse("");
  }

  private static <T extends Throwable> @Nullable T causeOf(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }
}
