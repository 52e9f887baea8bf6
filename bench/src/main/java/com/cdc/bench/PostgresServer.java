package com.cdc.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL of this run's own, from the system's packages, on 127.0.0.1 only. PostgreSQL refuses
 * to run as root: then it runs as the user {@code postgres}, which the packages create.
 */
final class PostgresServer implements AutoCloseable {

  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
  private static final String OWNER = "postgres";
  private static final String READER = "reader";

  private final Path binaries;
  private final Path data;
  private final int port;
  private final String password;

  private PostgresServer(Path binaries, Path data, int port, String password) {
    this.binaries = binaries;
    this.data = data;
    this.port = port;
    this.password = password;
  }

  /** Starts it in {@code postgres/} of the given directory. */
  static PostgresServer start(Path work) throws IOException, InterruptedException, SQLException {
    Path data = Files.createDirectory(work.resolve("postgres"));
    byte[] secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    PostgresServer server =
        new PostgresServer(newestBinaries(), data, freePort(), HexFormat.of().formatHex(secret));
    server.initialize();
    Files.writeString(data.resolve("postgresql.auto.conf"), server.settings());
    server.asServerUser("pg_ctl", "-D", data, "-l", data.resolve("log"), "-w", "start");
    server
        .database(OWNER)
        .execute(
            "CREATE ROLE %s LOGIN REPLICATION PASSWORD '%s'".formatted(READER, server.password),
            "GRANT pg_read_all_data TO " + READER);
    return server;
  }

  /** Makes an empty database. */
  Database create(String name) throws SQLException {
    database(OWNER).execute("CREATE DATABASE " + name);
    return database(name);
  }

  void drop(Database database) throws SQLException {
    database(OWNER).execute("DROP DATABASE %s WITH (FORCE)".formatted(database.name()));
  }

  private Database database(String name) {
    return new Database(binaries, port, name, OWNER, READER, password);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    asServerUser("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop");
  }

  private void initialize() throws IOException, InterruptedException {
    Path secret = data.resolveSibling("password");
    Files.writeString(secret, password);
    if (isRoot()) {
      Commands.run(
          new ProcessBuilder("chown", OWNER, data.toString(), secret.toString(), parent()));
    }
    asServerUser(
        "initdb",
        "-D",
        data,
        "-U",
        OWNER,
        "--pwfile",
        secret,
        "-A",
        "scram-sha-256",
        "-E",
        "UTF8",
        "--locale=C");
    Files.delete(secret);
  }

  private String parent() {
    return String.valueOf(data.getParent());
  }

  /** What is written is not measured: it need not be safe. What is read is as it comes. */
  private String settings() {
    return """
    listen_addresses = '127.0.0.1'
    port = %d
    unix_socket_directories = ''
    wal_level = logical
    max_wal_senders = 20
    max_replication_slots = 20
    fsync = off
    full_page_writes = off
    autovacuum = off
    checkpoint_timeout = '1h'
    max_wal_size = '16GB'
    shared_buffers = '512MB'
    track_activity_query_size = '32kB'
    """
        .formatted(port);
  }

  private void asServerUser(String program, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=" + OWNER, "--regid=" + OWNER, "--init-groups"));
    }
    command.add(binaries.resolve(program).toString());
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    // the server inherits its output, and would hold a pipe open
    Path log = Files.createTempFile("bench-", ".log");
    try {
      int exit =
          new ProcessBuilder(command)
              .directory(data.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      if (exit != 0) {
        throw new IOException(
            "%s ended with %d: %s".formatted(program, exit, Files.readString(log)));
      }
    } finally {
      Files.delete(log);
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static Path newestBinaries() throws IOException {
    if (Files.isDirectory(PACKAGES)) {
      try (Stream<Path> versions = Files.list(PACKAGES)) {
        return versions
            .map(version -> version.resolve("bin"))
            .filter(bin -> Files.isExecutable(bin.resolve("pg_recvlogical")))
            .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
            .max(Comparator.comparingInt(PostgresServer::version))
            .orElseThrow(PostgresServer::missing);
      }
    }
    throw missing();
  }

  private static int version(Path binaries) {
    return Integer.parseInt(String.valueOf(binaries.getName(binaries.getNameCount() - 2)));
  }

  private static IOException missing() {
    return new IOException(
        "No PostgreSQL is installed under %s. Install it: sudo apt-get install -y postgresql"
            .formatted(PACKAGES));
  }

  /** A port that nobody listens at now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(Database.HOST))) {
      return socket.getLocalPort();
    }
  }

  /** For example {@code postgres (PostgreSQL) 15.14}. */
  String version() throws IOException, InterruptedException {
    return Commands.run(new ProcessBuilder(binaries.resolve("postgres").toString(), "--version"));
  }
}
