package com.cdc.demo;

import com.cdc.config.OnLostSlot;
import com.cdc.config.PostgresConfig;
import com.cdc.config.Secret;
import com.cdc.config.SslMode;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL of this process's own, prepared for capture: on 127.0.0.1 only, every role with
 * a random password, gone without a trace on close. Starts as root too, in a user namespace.
 */
final class DemoDatabase implements AutoCloseable {

  static final String SLOT = "cdc_demo";
  static final String PUBLICATION = "cdc_pub";
  private static final int ATTEMPTS = 3;
  private static final String DATA = "data";
  private static final String CAPTURE_ROLE = "cdc";

  private final EmbeddedPostgres postgres;
  private final Path directory;
  private final String ownerPassword = randomPassword();
  private final String capturePassword = randomPassword();

  private DemoDatabase(EmbeddedPostgres postgres, Path directory) {
    this.postgres = postgres;
    this.directory = directory;
  }

  /** Starts it in {@code postgres/} of the given directory; takes up to a minute. */
  static DemoDatabase start(Path work) throws IOException, SQLException {
    UserNamespace.require();
    for (int attemptsLeft = ATTEMPTS; attemptsLeft > 0; attemptsLeft--) {
      Path directory = Files.createDirectory(work.resolve("postgres"));
      try {
        DemoDatabase database = new DemoDatabase(postgres(directory), directory);
        if (database.secure()) {
          return database;
        }
        database.close();
      } catch (IOException | SQLException | RuntimeException e) {
        postmaster(directory).ifPresent(ProcessHandle::destroyForcibly);
        DemoFiles.delete(directory);
        throw e;
      }
    }
    throw new IOException(
        "PostgreSQL found its port taken each time, %d times. Try again.".formatted(ATTEMPTS));
  }

  private static EmbeddedPostgres postgres(Path directory) throws IOException {
    return EmbeddedPostgres.builder()
        .setPgBinaryResolver(new OwnBinaries())
        .setOverrideWorkingDirectory(directory.toFile())
        .setDataDirectory(directory.resolve(DATA))
        .setPort(freePort())
        // Demo's Cleanup stops the job first
        .setRegisterShutdownHook(false)
        .setPGStartupWait(Duration.ofSeconds(60))
        .setLocaleConfig("locale", "C")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("wal_level", "logical")
        .setServerConfig("max_wal_senders", "16")
        .setServerConfig("max_replication_slots", "16")
        .setServerConfig("wal_sender_timeout", "30s")
        .setServerConfig("max_connections", "50")
        .setServerConfig("shared_buffers", "64MB")
        .setServerConfig("fsync", "off")
        .start();
  }

  int port() {
    return postgres.getPort();
  }

  /** An ordinary connection of the owner, autocommit on. */
  Connection connect() throws SQLException {
    return dataSource(ownerPassword).getConnection();
  }

  /** What the pipeline connects with: a role that may replicate and read the warehouse. */
  PostgresConfig captureConfig() {
    return new PostgresConfig(
        PostgresConfig.UNNAMED,
        "127.0.0.1",
        postgres.getPort(),
        "postgres",
        CAPTURE_ROLE,
        Secret.of(capturePassword),
        PUBLICATION,
        SLOT,
        Warehouse.TABLES,
        SslMode.DISABLE,
        null,
        Duration.ofSeconds(10),
        MemorySize.ofMebiBytes(8),
        OnLostSlot.FAIL);
  }

  /** Creates the role of {@link #captureConfig} and the publication for the warehouse's tables. */
  void allowCapture() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : Warehouse.captureGrants(CAPTURE_ROLE, capturePassword, PUBLICATION)) {
        statement.execute(sql);
      }
    }
  }

  /** Bytes of WAL that the slot has not confirmed; -1 as long as there is no ready slot. */
  static long slotLag(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet lag =
            statement.executeQuery(
                "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::bigint"
                    + " FROM pg_replication_slots WHERE confirmed_flush_lsn IS NOT NULL"
                    + " AND slot_name = '"
                    + SLOT
                    + "'")) {
      return lag.next() ? lag.getLong(1) : -1;
    }
  }

  @Override
  public void close() throws IOException {
    Optional<ProcessHandle> postmaster = postmaster(directory);
    postgres.close();
    postmaster.ifPresent(DemoDatabase::end);
    DemoFiles.delete(directory);
  }

  private static Optional<ProcessHandle> postmaster(Path directory) {
    try (Stream<String> lines = Files.lines(directory.resolve(DATA + "/postmaster.pid"))) {
      return lines.findFirst().map(Long::valueOf).flatMap(ProcessHandle::of);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** EmbeddedPostgres gives a stop five seconds and then lets go. */
  private static void end(ProcessHandle postmaster) {
    try {
      postmaster.onExit().get(5, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      postmaster.destroyForcibly();
    }
  }

  /**
   * Closes what initdb leaves open: every local user may come in without a password. Returns false
   * and changes nothing if another server has come to listen on the port meanwhile:
   * EmbeddedPostgres is content with whatever answers there.
   */
  private boolean secure() throws IOException, SQLException {
    try (Connection connection = dataSource(null).getConnection();
        Statement statement = connection.createStatement()) {
      if (!isOurs(statement)) {
        return false;
      }
      statement.execute("ALTER ROLE postgres PASSWORD '" + ownerPassword + "'");
      Files.writeString(
          directory.resolve(DATA + "/pg_hba.conf"),
          """
          host all all 127.0.0.1/32 scram-sha-256
          host replication all 127.0.0.1/32 scram-sha-256
          """);
      statement.execute("SELECT pg_reload_conf()");
      return true;
    }
  }

  private boolean isOurs(Statement statement) throws SQLException {
    try (ResultSet shown = statement.executeQuery("SHOW data_directory")) {
      shown.next();
      return Path.of(shown.getString(1)).equals(directory.resolve(DATA).toAbsolutePath());
    }
  }

  /** Below the ports that systems give to outgoing connections, which come and go. */
  private static int freePort() throws IOException {
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < 100; i++) {
      try (ServerSocket socket = new ServerSocket(20_000 + random.nextInt(10_000))) {
        return socket.getLocalPort();
      } catch (BindException e) {
        // taken: the next one
      }
    }
    throw new IOException("No free port from 20000 to 29999 for PostgreSQL");
  }

  private PGSimpleDataSource dataSource(@Nullable String password) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setPortNumbers(new int[] {postgres.getPort()});
    source.setDatabaseName("postgres");
    source.setUser("postgres");
    source.setPassword(password);
    source.setApplicationName("cdc demo");
    return source;
  }

  private static String randomPassword() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * EmbeddedPostgres unpacks once per resolver and JVM: one of its own keeps the binaries in this
   * database's directory, to be deleted with it.
   */
  private static final class OwnBinaries implements PgBinaryResolver {
    @Override
    public InputStream getPgBinary(String system, String machineHardware) throws IOException {
      return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machineHardware);
    }
  }
}
