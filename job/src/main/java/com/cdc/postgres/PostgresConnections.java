package com.cdc.postgres;

import com.cdc.config.ClientCertificate;
import com.cdc.config.PostgresConfig;
import com.cdc.config.Secret;
import com.cdc.event.TableId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Opens connections whose sessions print every value alike, whatever the server, the database or
 * the role has set.
 */
public final class PostgresConnections {

  /** The oldest server this works with. */
  static final int OLDEST_MAJOR_VERSION = 14;

  private record Setting(String name, String value) {}

  /**
   * Those that change a value's text, then those that would hide rows or resolve a name otherwise,
   * then those that would end a long snapshot or an idle stream. All may be set by any role.
   */
  private static final List<Setting> PINNED =
      List.of(
          new Setting("DateStyle", "ISO, MDY"),
          new Setting("IntervalStyle", "postgres"),
          new Setting("TimeZone", "UTC"),
          new Setting("extra_float_digits", "3"),
          new Setting("bytea_output", "hex"),
          new Setting("client_encoding", "UTF8"),
          new Setting("search_path", ""),
          new Setting("row_security", "off"),
          new Setting("statement_timeout", "0"),
          new Setting("lock_timeout", "0"),
          new Setting("transaction_timeout", "0"),
          new Setting("idle_in_transaction_session_timeout", "0"),
          new Setting("idle_session_timeout", "0"));

  /** What is to happen while a large message is being received. */
  @FunctionalInterface
  public interface Receiving {

    /** Some of the message has come, and more is to come. */
    void piece() throws SQLException;
  }

  private PostgresConnections() {}

  /**
   * An ordinary connection, autocommit on.
   *
   * @throws PostgresException if it cannot be opened
   */
  public static Connection open(PostgresConfig config) {
    return open(config, properties(config));
  }

  /**
   * The same for questions that are answered at once: no answer within {@code
   * postgres.connect-timeout} is an error, so that a network gone silent is noticed.
   *
   * @throws PostgresException if it cannot be opened
   */
  public static Connection openForQuestions(PostgresConfig config) {
    return open(config, questions(config));
  }

  /**
   * A connection to a walsender of the database: it takes replication commands and SQL, as simple
   * queries only. No answer within {@code postgres.connect-timeout} is an error, until the reader
   * sets another network timeout; it must then notice silence by itself. A row over {@code
   * postgres.max-row-bytes} is not read: that fails with an {@link OversizedMessageException} as
   * the cause.
   *
   * @throws PostgresException if it cannot be opened
   */
  public static Connection openReplication(PostgresConfig config) {
    Properties properties = questions(config);
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    Connection connection = open(config, properties);
    try {
      LimitedInput.install(connection, RowLimit.of(config));
      return connection;
    } catch (SQLException e) {
      throw closed(config, connection, e);
    }
  }

  /**
   * Calls the action again and again while a large message is being received on a connection of
   * {@link #openReplication}, by the thread that reads, which does nothing else meanwhile.
   */
  public static void whileReceiving(Connection replication, Receiving action) throws SQLException {
    LimitedInput.of(replication).whileReceiving(action);
  }

  /**
   * A number that changes with whatever comes from the server on a connection of {@link
   * #openReplication}: bytes. May be called by any thread.
   */
  public static LongSupplier received(Connection replication) throws SQLException {
    return LimitedInput.of(replication)::received;
  }

  /** How the pipeline's sessions show in {@code pg_stat_activity}. */
  public static String applicationName(PostgresConfig config) {
    return "cdc/" + config.slot();
  }

  /** For messages: where the database is. */
  public static String where(PostgresConfig config) {
    return "database `" + config.database() + "` at " + config.host() + ":" + config.port();
  }

  /** The same, with one of its tables. */
  public static String where(PostgresConfig config, TableId table) {
    return where(config) + ", table `" + table + "`";
  }

  private static Connection open(PostgresConfig config, Properties properties) {
    Connection connection;
    try {
      // not DriverManager: it sees only drivers of the caller's class loader
      connection = new Driver().connect(url(config), properties);
    } catch (SQLException e) {
      throw ConnectionFailures.explain(config, e);
    }
    if (connection == null) {
      throw new PostgresException(
          "Not the address of a PostgreSQL server: "
              + where(config)
              + ". Check postgres.host, postgres.port and postgres.database.");
    }
    try {
      pin(connection);
      return connection;
    } catch (SQLException e) {
      throw closed(config, connection, e);
    }
  }

  /** Closes a connection that turned out to be of no use, and says why. */
  private static PostgresException closed(
      PostgresConfig config, Connection connection, SQLException e) {
    PostgresException failure = ConnectionFailures.explain(config, e);
    try {
      connection.close();
    } catch (SQLException closing) {
      failure.addSuppressed(closing);
    }
    return failure;
  }

  /** Without user and password: a URL ends up in logs. */
  private static String url(PostgresConfig config) {
    String host = config.host();
    return "jdbc:postgresql://"
        + (host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host)
        + ":"
        + config.port()
        + "/"
        + URLEncoder.encode(config.database(), StandardCharsets.UTF_8);
  }

  private static Properties properties(PostgresConfig config) {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, config.user());
    PGProperty.PASSWORD.set(properties, config.password().reveal());
    PGProperty.APPLICATION_NAME.set(properties, applicationName(config));
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, String.valueOf(OLDEST_MAJOR_VERSION));
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    PGProperty.SOCKET_FACTORY.set(properties, KeepAliveSockets.class.getName());
    PGProperty.SOCKET_TIMEOUT.set(properties, 0);
    int seconds = wholeSeconds(config.connectTimeout());
    PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
    // the one above covers TCP only; this one a server that accepts and then stays silent
    PGProperty.LOGIN_TIMEOUT.set(properties, 2 * seconds);
    PGProperty.GSS_ENC_MODE.set(properties, "disable");
    PGProperty.SSL_MODE.set(properties, config.sslMode().value());
    PGProperty.SSL_FACTORY.set(properties, TlsSockets.class.getName());
    PGProperty.SSL_ROOT_CERT.set(properties, config.sslRootCert());
    ClientCertificate shown = config.clientCertificate();
    if (shown != null) {
      PGProperty.SSL_KEY.set(properties, shown.key());
      PGProperty.SSL_CERT.set(properties, shown.isPkcs12() ? null : shown.chain());
      Secret password = shown.keyPassword();
      PGProperty.SSL_PASSWORD.set(properties, password == null ? null : password.reveal());
    }
    return properties;
  }

  private static Properties questions(PostgresConfig config) {
    Properties properties = properties(config);
    PGProperty.SOCKET_TIMEOUT.set(properties, wholeSeconds(config.connectTimeout()));
    return properties;
  }

  private static int wholeSeconds(Duration duration) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE / 2, duration.plusMillis(999).toSeconds()));
  }

  /**
   * By SQL, after connecting: what the driver sends at start-up (the JVM's time zone among it) wins
   * over the {@code options} parameter. Settings that the server's version lacks are left out.
   */
  private static void pin(Connection connection) throws SQLException {
    String values =
        PINNED.stream()
            .map(s -> "(" + Quoting.literal(s.name()) + "," + Quoting.literal(s.value()) + ")")
            .collect(Collectors.joining(","));
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_catalog.set_config(name, value, false) FROM (VALUES "
              + values
              + ") AS pinned (name, value)"
              + " WHERE pg_catalog.current_setting(name, true) IS NOT NULL");
    }
  }
}
