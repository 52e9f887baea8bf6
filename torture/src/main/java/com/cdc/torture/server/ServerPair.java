package com.cdc.torture.server;

import static org.awaitility.Awaitility.await;

import com.cdc.testing.TcpProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A primary, the way of the job to it, and at times a standby that can be promoted. What the job
 * has been sent is on the standby: {@code synchronized_standby_slots}.
 */
public final class ServerPair implements Database, AutoCloseable {

  private static final Duration SYNCHRONISED = Duration.ofMinutes(4);

  private static final Duration BACK = Duration.ofMinutes(2);

  private static final String DROP_PHYSICAL_SLOT =
      """
      SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
        WHERE slot_type = 'physical' AND NOT active
      """;

  private final Path directory;
  private final Path binaries;
  private final TcpProxy network;
  private int generation = 1;
  private volatile PostgresServer primary;
  private volatile @Nullable PostgresServer standby;

  private ServerPair(Path directory, Path binaries, PostgresServer primary, TcpProxy network) {
    this.directory = directory;
    this.binaries = binaries;
    this.primary = primary;
    this.network = network;
  }

  /** Starts a primary alone. */
  public static ServerPair start(Path directory, Path binariesDirectory)
      throws IOException, SQLException {
    Path binaries = ServerBinaries.unpack(binariesDirectory);
    PostgresServer primary =
        PostgresServer.create(binaries, directory.resolve("postgres-1"), FreePort.choose());
    primary.start();
    try (Connection connection = primary.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + PostgresServer.DATABASE);
      statement.execute(
          "CREATE ROLE %s LOGIN REPLICATION PASSWORD '%s'"
              .formatted(PostgresServer.USER, PostgresServer.PASSWORD));
      statement.execute("GRANT pg_read_all_data TO " + PostgresServer.USER);
    }
    return new ServerPair(directory, binaries, primary, TcpProxy.to(primary.port()));
  }

  /** The primary of this moment. */
  public PostgresServer primary() {
    return primary;
  }

  /** The only way by which the job reaches the primary. */
  public TcpProxy network() {
    return network;
  }

  @Override
  public Connection connect() throws SQLException {
    return primary.connect();
  }

  /** A connection, also if the server is only about to be back. */
  public Connection awaitConnection() throws SQLException, InterruptedException {
    long end = System.nanoTime() + BACK.toNanos();
    while (true) {
      try {
        return connect();
      } catch (SQLException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  /**
   * Makes a standby of the primary and waits until the job's slot is synchronised to it. While it
   * is there, the job is sent only what the standby has.
   *
   * @throws SQLException also if the primary was ended meanwhile; nothing is left of the standby
   */
  public void prepareStandby(String slot) throws SQLException, IOException {
    generation++;
    PostgresServer made = null;
    try {
      execute(primary, DROP_PHYSICAL_SLOT);
      made =
          Standby.of(
              primary, binaries, directory.resolve("postgres-" + generation), FreePort.choose());
      PostgresServer next = made;
      await()
          .atMost(SYNCHRONISED)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> isSynchronised(next, slot));
      execute(
          primary, "ALTER SYSTEM SET synchronized_standby_slots = '" + Standby.PHYSICAL_SLOT + "'");
      execute(primary, "SELECT pg_reload_conf()");
      standby = next;
    } catch (SQLException | IOException | ConditionTimeoutException | IllegalStateException e) {
      if (made != null) {
        made.close();
      }
      Directories.delete(directory.resolve("postgres-" + generation));
      throw e;
    }
  }

  /** Whether {@link #failOver} is possible. */
  public boolean hasStandby() {
    return standby != null;
  }

  /**
   * Kills the primary and promotes the standby, which the job reaches by the same address.
   *
   * @param meanwhile how long nobody answers there
   */
  public void failOver(Duration meanwhile) throws SQLException, IOException, InterruptedException {
    PostgresServer next = Objects.requireNonNull(standby, "standby");
    PostgresServer former = primary;
    former.kill();
    network.cut();
    Thread.sleep(meanwhile.toMillis());
    execute(next, "SELECT pg_promote(true, 60)");
    standby = null;
    primary = next;
    network.redirect(next.port());
    network.mend();
    Directories.delete(former.data());
  }

  private static boolean isSynchronised(PostgresServer server, String slot) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT EXISTS (SELECT FROM pg_replication_slots
                  WHERE slot_name = '%s' AND synced AND NOT temporary AND invalidation_reason IS NULL)
                """
                    .formatted(slot))) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static void execute(PostgresServer server, String sql) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    network.close();
    PostgresServer second = standby;
    if (second != null) {
      second.close();
    }
    primary.close();
  }
}
