package com.cdc.testing;

import com.cdc.config.OnLostSlot;
import com.cdc.config.PostgresConfig;
import com.cdc.config.Secret;
import com.cdc.config.SslMode;
import com.cdc.event.TableId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real PostgreSQL of its own port and directory. Registered as an extension in a static field, it
 * is closed after the class's last test. Its administrator comes in without a password; everybody
 * else, {@link #USER} among them, needs one. Not for several threads.
 */
public final class TestPostgres implements AutoCloseable, AfterAllCallback {

  /** The database that {@link #connect} and {@link #config} name. */
  public static final String DATABASE = "warehouse";

  public static final String ADMIN = "postgres";

  /** May log in, replicate and read every table, nothing else. */
  public static final String USER = "cdc";

  public static final String PASSWORD = "s3cret-of-cdc";

  private final Path directory;
  private final ServerProcess server;
  private final int port;

  private TestPostgres(Path directory, int major, Map<String, String> settings) {
    this.directory = directory;
    this.server = new ServerProcess(data(directory), PostgresBinaries.of(major), settings);
    this.port = server.startAnywhere();
  }

  /** Starts a server that can be replicated from. */
  public static TestPostgres startNew() {
    return startNew(Map.of());
  }

  /** The same of a certain major version; see {@link PostgresVersions}. */
  public static TestPostgres startNew(int major) {
    return startNew(major, Map.of());
  }

  /**
   * The same with the system identifier of another server, whose pipelines take it for that one.
   */
  public static TestPostgres startNewAs(long systemIdentifier) {
    try {
      Path directory = newServer(PostgresBinaries.CLASS_PATH_MAJOR);
      SystemIdentifier.write(data(directory), systemIdentifier);
      return prepared(
          new TestPostgres(directory, PostgresBinaries.CLASS_PATH_MAJOR, settings(Map.of())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same with further settings, or other values for those this class chooses. */
  public static TestPostgres startNew(Map<String, String> settings) {
    return startNew(PostgresBinaries.CLASS_PATH_MAJOR, settings);
  }

  /**
   * Starts a server as it is after its installation, but with the database: nobody may replicate,
   * there is no {@link #USER}, and every parameter may be set by {@code ALTER SYSTEM}.
   */
  public static TestPostgres startBare(int major) {
    try {
      Map<String, String> settings = Map.of("listen_addresses", "127.0.0.1", "fsync", "off");
      return new TestPostgres(newServer(major), major, settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Over data that is there, in the directory's {@code data}. */
  static TestPostgres startOver(Path directory) {
    return new TestPostgres(directory, PostgresBinaries.CLASS_PATH_MAJOR, settings(Map.of()));
  }

  private static Map<String, String> settings(Map<String, String> further) {
    Map<String, String> all = new LinkedHashMap<>();
    // on one address only, or it would start although the port is taken on the other
    all.put("listen_addresses", "127.0.0.1");
    all.put("wal_level", "logical");
    all.put("max_wal_senders", "20");
    all.put("max_replication_slots", "20");
    all.put("fsync", "off");
    // what is committed must be decodable at once
    all.put("synchronous_commit", "on");
    all.putAll(further);
    return all;
  }

  private static TestPostgres startNew(int major, Map<String, String> further) {
    try {
      return prepared(new TestPostgres(newServer(major), major, settings(further)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TestPostgres prepared(TestPostgres postgres) {
    try (Connection connection = postgres.connectTo("postgres")) {
      execute(
          connection,
          "CREATE ROLE " + USER + " LOGIN REPLICATION PASSWORD '" + PASSWORD + "'",
          "GRANT pg_read_all_data TO " + USER);
      return postgres;
    } catch (SQLException e) {
      postgres.close();
      throw new IllegalStateException("The new server cannot be prepared", e);
    }
  }

  private static Path newServer(int major) throws IOException {
    Path directory = newDirectory();
    ServerTemplate.copyTo(data(directory), major);
    return directory;
  }

  static void createDatabase(int port) {
    try (Connection connection = connect(port, "postgres")) {
      execute(connection, "CREATE DATABASE " + DATABASE);
    } catch (SQLException e) {
      throw new IllegalStateException("The new server cannot be prepared", e);
    }
  }

  static Path newDirectory() throws IOException {
    return Files.createTempDirectory("test-postgres");
  }

  static Path data(Path directory) {
    return directory.resolve("data");
  }

  /** Where its files are. */
  Path data() {
    return data(directory);
  }

  public String host() {
    return "localhost";
  }

  public int port() {
    return port;
  }

  /** A connection of the administrator to {@link #DATABASE}, autocommit on. */
  public Connection connect() {
    return connectTo(DATABASE);
  }

  /** A connection of the administrator to any database of this server. */
  public Connection connectTo(String database) {
    return connect(port, database);
  }

  private static Connection connect(int port, String database) {
    try {
      return DriverManager.getConnection(
          "jdbc:postgresql://localhost:" + port + "/" + database, ADMIN, "");
    } catch (SQLException e) {
      throw new IllegalStateException("No connection to the test's database " + database, e);
    }
  }

  /** Runs each statement in a transaction of its own, as the administrator. */
  public void execute(String... statements) {
    executeIn(DATABASE, statements);
  }

  /** The same in any database of this server. */
  public void executeIn(String database, String... statements) {
    try (Connection connection = connectTo(database)) {
      execute(connection, statements);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "The test's database refused: " + String.join("; ", statements), e);
    }
  }

  /** The first column of the first row, as text; null if the value is. */
  public String query(String query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      if (!row.next()) {
        throw new IllegalStateException("No row: " + query);
      }
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException("The test's database refused: " + query, e);
    }
  }

  /** How {@link #USER} captures the tables; publication and slot are not created. */
  public PostgresConfig config(List<TableId> tables, String publication, String slot) {
    return config(DATABASE, tables, publication, slot);
  }

  /** The same in any database of this server. */
  public PostgresConfig config(
      String database, List<TableId> tables, String publication, String slot) {
    return new PostgresConfig(
        PostgresConfig.UNNAMED,
        host(),
        port,
        database,
        USER,
        Secret.of(PASSWORD),
        publication,
        slot,
        tables,
        SslMode.DISABLE,
        null,
        Duration.ofSeconds(10),
        MemorySize.ofMebiBytes(8),
        OnLostSlot.FAIL);
  }

  /**
   * Stops the server; data and port are kept for {@link #start}. A fast shutdown, as an operator
   * does it; after five seconds (a walsender's client may hold it up) an immediate one.
   */
  public void stop() {
    server.stop();
  }

  /** Ends the server without any courtesy, as if it had crashed; data and port are kept. */
  public void crash() {
    server.crash();
  }

  /** Starts the stopped server again. */
  public void start() {
    server.start(port);
  }

  public void restart() {
    stop();
    start();
  }

  /** Stops the server and removes its data. */
  @Override
  public void close() {
    if (server.isRunning()) {
      server.stop();
    }
    remove(directory);
  }

  static void remove(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  private static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
