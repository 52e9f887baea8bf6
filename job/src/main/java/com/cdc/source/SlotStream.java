package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.pgoutput.StreamPosition;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.Quoting;
import com.cdc.postgres.ServerIdentity;
import com.cdc.postgres.SlotInfo;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * One START_REPLICATION on the slot. Confirms nothing by itself: the driver's automatic flush would
 * move the slot past what no checkpoint covers.
 */
final class SlotStream implements AutoCloseable {

  private static final Duration LONGEST_STATUS_INTERVAL = Duration.ofSeconds(10);

  /** So many status messages without an answer, and the connection is looked into. */
  private static final int UNANSWERED = 2;

  private final Connection connection;
  private final ServerIdentity server;
  private final PGReplicationStream stream;
  private final long statusNanos;
  private final SilenceWatch watch;
  private final LastRead last;
  private long statusSent = System.nanoTime();

  private SlotStream(
      Connection connection,
      ServerIdentity server,
      PGReplicationStream stream,
      SilenceWatch watch,
      LastRead last,
      Duration statusInterval)
      throws SQLException {
    this.connection = connection;
    this.server = server;
    this.stream = stream;
    this.watch = watch;
    this.last = last;
    statusNanos = statusInterval.toNanos();
    // the server gives up a client that says nothing for long, also while it sends it a huge row
    PostgresConnections.whileReceiving(connection, this::keepAlive);
  }

  /**
   * Connects, looks at the slot and starts the stream.
   *
   * @param before whose log the position is of; null if this is the first start
   * @param from what commits after it is sent, and what was read last of all once more
   * @throws SlotGapException if the slot does not hold all of that
   */
  static SlotStream open(
      PostgresConfig config, @Nullable ServerIdentity before, StreamPosition from)
      throws SQLException {
    Connection connection = PostgresConnections.openReplication(config);
    SilenceWatch watch = null;
    try {
      ServerIdentity server = ServerIdentity.of(connection);
      SlotInfo slot =
          SlotLifecycle.requireIntact(config, connection, server, before, from.flushed());
      Duration timeout = senderTimeout(connection);
      Duration interval = statusInterval(timeout);
      watch =
          SilenceWatch.start(
              config,
              connection,
              PostgresConnections.received(connection),
              interval.multipliedBy(UNANSWERED));
      PGReplicationStream stream =
          connection
              .unwrap(PGConnection.class)
              .getReplicationAPI()
              .replicationStream()
              .logical()
              .withSlotName(config.slot())
              .withStartPosition(LogSequenceNumber.valueOf(from.committed()))
              .withSlotOption("proto_version", 1)
              .withSlotOption("messages", true)
              .withSlotOption(
                  "publication_names", Quoting.identifier(config.publication()).replace("'", "''"))
              .withStatusInterval((int) interval.toMillis(), TimeUnit.MILLISECONDS)
              .withAutomaticFlush(false)
              .start();
      return new SlotStream(
          connection, server, stream, watch, LastRead.repeatedBy(slot, from), interval);
    } catch (SQLException | RuntimeException e) {
      if (watch != null) {
        watch.close();
      }
      connection.close();
      throw e;
    }
  }

  /** Whose log is being read. */
  ServerIdentity server() {
    return server;
  }

  /**
   * The next message, or null if none is there now.
   *
   * @throws SlotGapException if it is of another log than the one that was read before
   */
  @Nullable ByteBuffer poll() throws SQLException {
    ByteBuffer message = stream.readPending();
    if (message == null && stream.isClosed()) {
      throw new SQLException("The server ended the replication stream", "08006");
    }
    if (message != null) {
      last.look(message);
    } else {
      last.passed(received());
    }
    return message;
  }

  /** How far the server has read; after {@link #poll} gave null, all before it was received. */
  long received() {
    return stream.getLastReceiveLSN().asLong();
  }

  /** Lets the server forget what lies before {@code lsn}. */
  void confirm(long lsn) throws SQLException {
    LogSequenceNumber flushed = LogSequenceNumber.valueOf(lsn);
    stream.setFlushedLSN(flushed);
    stream.setAppliedLSN(flushed);
    sendStatus();
  }

  /** Tells the server in time that this end is alive, for when nothing is being polled. */
  void keepAlive() throws SQLException {
    if (System.nanoTime() - statusSent > statusNanos) {
      sendStatus();
    }
  }

  private void sendStatus() throws SQLException {
    stream.forceUpdateStatus();
    statusSent = System.nanoTime();
  }

  /** After which the server gives a silent client up; zero if never. */
  static Duration senderTimeout(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT setting FROM pg_catalog.pg_settings WHERE name = 'wal_sender_timeout'")) {
      result.next();
      return Duration.ofMillis(result.getLong(1));
    }
  }

  private static Duration statusInterval(Duration senderTimeout) {
    Duration third = senderTimeout.dividedBy(3);
    return third.isZero() || third.compareTo(LONGEST_STATUS_INTERVAL) > 0
        ? LONGEST_STATUS_INTERVAL
        : third;
  }

  @Override
  public void close() throws SQLException {
    watch.close();
    // not stream.close(): it would read to the end of an open transaction first
    connection.close();
  }
}
