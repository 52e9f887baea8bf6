package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.pgoutput.StreamPosition;
import com.cdc.postgres.Lsn;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.PostgresException;
import com.cdc.postgres.Quoting;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a failure that goes by itself from one that somebody has to mend. An unreachable server may
 * come back at any time; a refused password, a missing publication or a slot that is in use stays
 * as it is, so after a while the job stops and says so. Not thread-safe.
 */
final class FailurePersistence {

  /** Rules for access and fail-over of managed servers may take this long to be in force. */
  private static final Duration MENDABLE_LIMIT = Duration.ofMinutes(2);

  /** So long may another program read the slot: nothing is known to end it. */
  private static final Duration STRANGER_LIMIT = Duration.ofSeconds(20);

  /** More than {@code wal_sender_timeout}, in which the server notices that a reader is gone. */
  private static final Duration BUSY_MARGIN = Duration.ofSeconds(30);

  /** Failures further apart than the longest back-off and connection attempt are two stories. */
  private static final Duration UNRELATED = Duration.ofSeconds(90);

  /** Of other errors one cannot know whether another attempt helps. */
  private static final Duration UNEXPECTED_LIMIT = Duration.ofMinutes(10);

  /** A server that is just starting or being mended may stumble once or twice at the same row. */
  private static final Duration FAULT_LIMIT = Duration.ofSeconds(20);

  private static final int FAULT_ATTEMPTS = 3;

  private enum Kind {
    /** The server is away, full, stopping, or asks for another attempt. */
    PASSING,
    /** SQLSTATE 55006, object_in_use. */
    BUSY,
    /** Authorization, catalogue, schema, syntax or access rule. */
    MENDABLE,
    UNEXPECTED
  }

  private final PostgresConfig config;
  private final LongSupplier nanoClock;
  private Kind kind = Kind.PASSING;
  private long firstNanos;
  private long lastNanos;
  private Duration busyLimit = BUSY_MARGIN;
  private @Nullable FaultAt fault;

  /** Where the server fails at its own data, how often, and since when. */
  private record FaultAt(
      long committed, long openLsn, long messages, int attempts, long firstNanos) {

    boolean isAt(StreamPosition at) {
      return committed == at.committed()
          && openLsn == at.openLsn()
          && messages == at.openMessages();
    }
  }

  FailurePersistence(PostgresConfig config) {
    this(config, System::nanoTime);
  }

  FailurePersistence(PostgresConfig config, LongSupplier nanoClock) {
    this.config = config;
    this.nanoClock = nanoClock;
  }

  /**
   * Takes note of an attempt that failed at a position of the stream.
   *
   * @throws StopException if the server cannot send what comes there, or as {@link
   *     #failed(Exception)}
   */
  void failed(Exception failure, StreamPosition at) {
    ServerFault said = ServerFault.in(failure);
    if (said == null) {
      failed(failure);
      return;
    }
    long now = nanoClock.getAsLong();
    FaultAt before = fault;
    FaultAt current =
        before != null && before.isAt(at)
            ? new FaultAt(
                before.committed,
                before.openLsn,
                before.messages,
                before.attempts + 1,
                before.firstNanos)
            : new FaultAt(at.committed(), at.openLsn(), at.openMessages(), 1, now);
    fault = current;
    if (current.attempts >= FAULT_ATTEMPTS && now - current.firstNanos >= FAULT_LIMIT.toNanos()) {
      throw new StopException(faulty(said, at), failure);
    }
  }

  /**
   * Takes note of an attempt that failed.
   *
   * @throws StopException if the same has been failing for so long that somebody must look
   */
  void failed(Exception failure) {
    if (UnreadableText.causes(failure)) {
      throw UnreadableText.inStream(failure, config.slot());
    }
    long now = nanoClock.getAsLong();
    Kind current = kindOf(sqlState(failure));
    if (current != kind || now - lastNanos > UNRELATED.toNanos()) {
      kind = current;
      firstNanos = now;
      if (kind == Kind.BUSY) {
        busyLimit =
            SlotHolder.find(config).filter(holder -> !holder.isOurs(config)).isPresent()
                ? STRANGER_LIMIT
                : senderTimeout().plus(BUSY_MARGIN);
      }
    }
    lastNanos = now;
    Duration since = Duration.ofNanos(now - firstNanos);
    switch (kind) {
      case PASSING -> {}
      case BUSY -> {
        if (since.compareTo(busyLimit) > 0) {
          throw new StopException(busy(since), failure);
        }
      }
      case MENDABLE -> requireWithin(MENDABLE_LIMIT, since, failure);
      case UNEXPECTED -> requireWithin(UNEXPECTED_LIMIT, since, failure);
    }
  }

  private void requireWithin(Duration limit, Duration since, Exception failure) {
    if (since.compareTo(limit) > 0) {
      throw new StopException(mendable(failure, since), failure);
    }
  }

  /** Classes of SQLSTATE: PostgreSQL manual, appendix "PostgreSQL Error Codes". */
  private static Kind kindOf(String sqlState) {
    if (sqlState.equals("55006")) {
      return Kind.BUSY;
    }
    if (sqlState.isEmpty() || sqlState.matches("(08|40|53|57).*")) {
      return Kind.PASSING;
    }
    return sqlState.matches("(28|3D|3F|42).*") ? Kind.MENDABLE : Kind.UNEXPECTED;
  }

  private static String sqlState(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String state = null;
      if (cause instanceof PostgresException postgres) {
        state = postgres.sqlState();
      } else if (cause instanceof SQLException sql) {
        state = sql.getSQLState();
      }
      if (state != null) {
        return state;
      }
    }
    return "";
  }

  private String mendable(Exception failure, Duration since) {
    return "Replication slot `"
        + config.slot()
        + "` could not be read for "
        + since.toSeconds()
        + " s, and further attempts would not help: "
        + failure.getMessage()
        + (sqlState(failure).equals("42704") ? publicationAdvice() : "")
        + " Nothing is lost: mend it and start again.";
  }

  private String faulty(ServerFault said, StreamPosition at) {
    String where =
        "replication slot `"
            + config.slot()
            + "`"
            + (at.openLsn() == 0
                ? ", after LSN " + Lsn.format(at.flushed())
                : ", in the transaction that commits at LSN %s, after %d row messages of it"
                    .formatted(Lsn.format(at.openLsn()), at.openMessages()));
    return said.headline(where)
        + said.advice()
        + (said.isPlugin()
            ? ""
            : " The log keeps the change as it was made and the server fails at it again, so drop"
                + " the slot then (SELECT pg_drop_replication_slot("
                + Quoting.literal(config.slot())
                + ")) and start with `postgres.on-lost-slot: resnapshot`, which reads the tables"
                + " anew.");
  }

  /** The server decodes with the catalogue as of the change that it decodes. */
  private String publicationAdvice() {
    return ". If this is about publication `"
        + config.publication()
        + "`: it must have existed when the changes were made that are to be read now. If it was"
        + " dropped or made later than the slot, make it (again), drop the slot (SELECT"
        + " pg_drop_replication_slot("
        + Quoting.literal(config.slot())
        + ")) and start with `postgres.on-lost-slot: resnapshot`.";
  }

  private String busy(Duration since) {
    return "Replication slot `"
        + config.slot()
        + "` has been in use by somebody else for "
        + since.toSeconds()
        + " s"
        + SlotHolder.find(config).map(holder -> ": " + holder).orElse("")
        + ". Only one program may read a slot: end the other one, or give this pipeline a slot of"
        + " its own (`postgres.slot`).";
  }

  private Duration senderTimeout() {
    try (Connection connection = PostgresConnections.openForQuestions(config)) {
      return SlotStream.senderTimeout(connection);
    } catch (SQLException | PostgresException e) {
      return Duration.ofSeconds(60);
    }
  }
}
