package com.cdc.torture.server;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One server over one data directory. Started and ended any number of times, on one port. */
public final class PostgresServer implements Database, AutoCloseable {

  public static final String DATABASE = "warehouse";
  public static final String USER = "cdc";
  public static final String PASSWORD = "torture";

  private static final Duration START = Duration.ofMinutes(2);

  private static final String CONFIGURATION =
      """

      listen_addresses = '127.0.0.1'
      unix_socket_directories = ''
      wal_level = logical
      # a snapshot of a slot holds as many transactions and savepoints as that (initial slot snapshot too large)
      max_connections = 2000
      max_wal_senders = 20
      max_replication_slots = 20
      max_prepared_transactions = 20
      max_locks_per_transaction = 16
      shared_buffers = 128MB
      max_wal_size = 2GB
      wal_sender_timeout = 20s
      # servers are killed here, the machine is not
      fsync = off
      hot_standby_feedback = on
      sync_replication_slots = on
      wal_receiver_status_interval = 1s
      wal_receiver_timeout = 10s
      log_checkpoints = off
      """;

  private static final String HOST_RULES =
      """
      host all postgres 127.0.0.1/32 trust
      host replication postgres 127.0.0.1/32 trust
      host all all 127.0.0.1/32 scram-sha-256
      """;

  private final Path binaries;
  private final Path data;
  private final int port;
  private @Nullable Process process;

  PostgresServer(Path binaries, Path data, int port) {
    this.binaries = binaries;
    this.data = data;
    this.port = port;
  }

  /** Makes a new cluster in the directory; it is not started. */
  static PostgresServer create(Path binaries, Path data, int port) throws IOException {
    PostgresServer server = new PostgresServer(binaries, data, port);
    Process initdb =
        server.command(
            "initdb", "-D", data.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF8");
    server.await(initdb, "initdb");
    Files.writeString(
        data.resolve("postgresql.conf"),
        Files.readString(data.resolve("postgresql.conf")) + CONFIGURATION);
    Files.writeString(data.resolve("pg_hba.conf"), HOST_RULES);
    return server;
  }

  Path data() {
    return data;
  }

  public int port() {
    return port;
  }

  @Override
  public Connection connect() throws SQLException {
    return connect(DATABASE);
  }

  Connection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.put("user", "postgres");
    properties.put("connectTimeout", "5");
    properties.put("socketTimeout", "600");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
  }

  /** Starts it and waits until it takes connections. */
  public void start() throws IOException {
    process = command("postgres", "-D", data.toString(), "-p", String.valueOf(port));
    Awaitility.await().atMost(START).until(this::answers);
  }

  /** SIGKILL to the postmaster and all that it has started, as when the machine loses power. */
  public void kill() {
    Process postmaster = running();
    // stopped first: it would start others in place of those that are killed
    Signals.send(postmaster.pid(), "STOP");
    List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
    postmaster.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    awaitEnd(postmaster);
    all.forEach(child -> child.onExit().join());
  }

  /** SIGQUIT: an immediate shutdown; it recovers when it is started again. */
  public void stopImmediately() {
    Signals.send(running().pid(), "QUIT");
    awaitEnd(running());
  }

  /** SIGINT: a fast shutdown, as by an operator; after ten seconds an immediate one. */
  public void stopFast() {
    Process postmaster = running();
    Signals.send(postmaster.pid(), "INT");
    try {
      if (!postmaster.waitFor(10, TimeUnit.SECONDS)) {
        stopImmediately();
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** The process ids of its processes whose title holds the text, such as {@code walsender}. */
  public List<Long> processes(String title) {
    return running()
        .descendants()
        .map(ProcessHandle::pid)
        .filter(pid -> title(pid).contains(title))
        .toList();
  }

  boolean isRunning() {
    return process != null && process.isAlive();
  }

  @Override
  public void close() {
    if (isRunning()) {
      stopImmediately();
    }
  }

  private boolean answers() {
    if (!running().isAlive()) {
      throw new IllegalStateException("PostgreSQL has ended at its start; see " + log());
    }
    try (Connection connection = connect("postgres")) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("Not started yet");
    }
    return process;
  }

  private Process command(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // PostgreSQL refuses to run as root; in a user namespace of its own it is somebody else
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binaries.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log()));
    builder.environment().put("LC_ALL", "C.UTF-8");
    return builder.start();
  }

  private File log() {
    return new File(data + ".log");
  }

  private void await(Process started, String name) {
    awaitEnd(started);
    if (started.exitValue() != 0) {
      throw new IllegalStateException(name + " failed; see " + log());
    }
  }

  private static void awaitEnd(Process ending) {
    try {
      if (!ending.waitFor(90, TimeUnit.SECONDS)) {
        throw new IllegalStateException("PostgreSQL does not end");
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static String title(long pid) {
    try {
      byte[] title = Files.readAllBytes(Path.of("/proc", String.valueOf(pid), "cmdline"));
      return new String(title, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException(e);
  }
}
