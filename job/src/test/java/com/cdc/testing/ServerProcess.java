package com.cdc.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The server behind {@link TestPostgres}: started and ended over one data directory. */
final class ServerProcess {

  private static final int ATTEMPTS = 5;

  private static final String HOST_RULES =
      """
      local all all trust
      host all,replication postgres all trust
      host all all all scram-sha-256
      """;

  private final Path data;
  private final PgBinaryResolver binaries;
  private final Map<String, String> settings;
  private EmbeddedPostgres server;

  ServerProcess(Path data, PgBinaryResolver binaries, Map<String, String> settings) {
    this.data = data;
    this.binaries = binaries;
    this.settings = Map.copyOf(settings);
  }

  /** Starts it on some port, which is returned: another one whenever somebody else was faster. */
  int startAnywhere() {
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      try {
        start(port);
        return port;
      } catch (IllegalStateException e) {
        if (isFree(port) || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  void start(int port) {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setPgBinaryResolver(binaries)
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setDataDirectoryCustomizer(directory -> writeHostRules(directory.toPath()))
            .setPGStartupWait(Duration.ofSeconds(30))
            .setPort(port);
    settings.forEach(builder::setServerConfig);
    try {
      server = builder.start();
      requireOurs(port);
    } catch (IOException | SQLException | IllegalStateException e) {
      end();
      throw new IllegalStateException("The test's PostgreSQL does not start on port " + port, e);
    }
  }

  boolean isRunning() {
    return Files.exists(pidFile());
  }

  /** A fast shutdown; after five seconds an immediate one. */
  void stop() {
    ProcessHandle postmaster = postmaster();
    close();
    if (postmaster.isAlive()) {
      quit(postmaster);
    }
  }

  void crash() {
    quit(postmaster());
    close();
  }

  /** EmbeddedPostgres is content with whatever answers on the port. */
  private void requireOurs(int port) throws SQLException, IOException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet shown = statement.executeQuery("SHOW data_directory")) {
      shown.next();
      if (!Path.of(shown.getString(1)).equals(data.toAbsolutePath())) {
        throw new IllegalStateException("Another PostgreSQL listens on port " + port);
      }
    }
  }

  /** Below the ports that systems give to outgoing connections, which come and go. */
  private static int freePort() {
    for (int i = 0; i < 100; i++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("No free port from 20000 to 29999 for PostgreSQL");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private Path pidFile() {
    return data.resolve("postmaster.pid");
  }

  private ProcessHandle postmaster() {
    try {
      long pid = Long.parseLong(Files.readAllLines(pidFile()).get(0).strip());
      return ProcessHandle.of(pid)
          .orElseThrow(() -> new IllegalStateException("The test's PostgreSQL does not run"));
    } catch (IOException e) {
      throw new UncheckedIOException("The test's PostgreSQL does not run", e);
    }
  }

  /** SIGQUIT: an immediate shutdown, which also ends the server's other processes. */
  private static void quit(ProcessHandle postmaster) {
    try {
      new ProcessBuilder("sh", "-c", "kill -QUIT " + postmaster.pid()).start();
      postmaster.onExit().get(30, TimeUnit.SECONDS);
    } catch (IOException | InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("The test's PostgreSQL does not end", e);
    }
  }

  private void end() {
    if (isRunning()) {
      quit(postmaster());
    }
    if (server != null) {
      close();
    }
  }

  private void close() {
    try {
      server.close();
      server = null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeHostRules(Path data) {
    try {
      Files.writeString(data.resolve("pg_hba.conf"), HOST_RULES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
