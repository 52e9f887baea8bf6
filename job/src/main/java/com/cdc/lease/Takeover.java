package com.cdc.lease;

import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigException;
import com.cdc.config.PostgresConfig;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.PostgresException;
import com.cdc.postgres.ReplicationSlots;
import com.cdc.postgres.WriterLock;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an instance becomes the only writer of its pipeline, before it chooses a checkpoint or writes
 * anything: it waits for the lock, ending a holder that has been silent, and ends what the one
 * before still reads from the slot.
 */
public final class Takeover {

  private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration REMINDER = Duration.ofMinutes(1);

  /** The server takes a moment to notice that the one before has ended. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final PipelineIdentity pipeline;
  private final List<PostgresConfig> sources;
  private long reminded = System.nanoTime() - REMINDER.minus(GRACE).toNanos();

  public Takeover(CdcConfig config) {
    pipeline = PipelineIdentity.of(config);
    sources = config.sources();
  }

  /**
   * Waits until the databases can be reached, if this pipeline has had a writer before: its
   * configuration was right then, so this is an outage. Without one it returns at once, as a wrong
   * host or password is better named than waited for; and so it does if the claim cannot be read.
   *
   * @param givenUp asked about every second
   * @param waiting told each time that it has to wait
   */
  public void awaitDatabases(BooleanSupplier givenUp, Runnable waiting) {
    if (!hasRunBefore()) {
      return;
    }
    for (PostgresConfig source : sources) {
      while (!givenUp.getAsBoolean() && !isReachable(source)) {
        waiting.run();
        pause();
      }
    }
  }

  private boolean hasRunBefore() {
    try {
      return pipeline.claimInForce().isPresent();
    } catch (UncheckedIOException e) {
      return false; // the check of the storage says what is wrong
    }
  }

  /** True also if waiting would not help. */
  private static boolean isReachable(PostgresConfig source) {
    try {
      PostgresConnections.openForQuestions(source).close();
      return true;
    } catch (SQLException e) {
      return true; // it did not close cleanly
    } catch (PostgresException e) {
      if (e.isTransient()) {
        LOG.warn("The database cannot be reached, trying again cause={}", e.getMessage());
      }
      return !e.isTransient();
    }
  }

  /**
   * Waits until nobody else is the writer.
   *
   * @param givenUp asked about every second
   * @return empty if it was given up
   * @throws ConfigException if it is another pipeline that uses the slot
   */
  public Optional<Writer> await(BooleanSupplier givenUp) {
    return await(givenUp, () -> {});
  }

  /**
   * The same.
   *
   * @param waiting told each time that it has to wait
   */
  public Optional<Writer> await(BooleanSupplier givenUp, Runnable waiting) {
    while (!givenUp.getAsBoolean()) {
      try {
        Optional<Writer> writer = Writer.tryBecome(sources, pipeline.application());
        if (writer.isPresent()) {
          endReaders(writer.get(), givenUp);
          return writer;
        }
        waiting.run();
        lookAtHolders();
      } catch (SQLException | PostgresException e) {
        LOG.warn("Cannot become the writer, trying again cause={}", e.getMessage());
      }
      pause();
    }
    return Optional.empty();
  }

  /**
   * Nobody is the writer now. For a job that is to be restored from a savepoint: if it waited, the
   * savepoint would be out of date.
   *
   * @throws ConfigException if somebody is
   */
  public void requireFree() throws SQLException {
    Optional<Writer> writer = Writer.tryBecome(sources, pipeline.application());
    if (writer.isEmpty()) {
      throw new ConfigException(
          List.of(
              "A job of this pipeline is running ("
                  + holders()
                  + "), so a savepoint taken before it ends is out of date: what it lands from now"
                  + " on would land again. End it with a savepoint (`flink stop`), and start from"
                  + " that one."));
    }
    writer.get().close();
  }

  private void lookAtHolders() throws SQLException {
    for (PostgresConfig source : sources) {
      Optional<WriterLock.Holder> holder = WriterLock.holder(source);
      if (holder.isPresent() && !pipeline.isOurs(holder.get().application())) {
        throw new ConfigException(
            List.of(
                "Slot `"
                    + source.slot()
                    + "` in database `"
                    + source.database()
                    + "` is another pipeline's ("
                    + holder.get()
                    + "). Two pipelines never share a slot: give this one a slot of its own, or its"
                    + " old `job.name` back."));
      }
    }
    if (System.nanoTime() - reminded > REMINDER.toNanos()) {
      reminded = System.nanoTime();
      LOG.warn(
          "Waiting: another instance of this pipeline is the writer; this one takes over when it"
              + " ends, or has been silent for {} s holders={}",
          Writer.SILENCE.toSeconds(),
          holders());
    }
    for (PostgresConfig source : sources) {
      WriterLock.endSilentHolder(source, Writer.SILENCE);
    }
  }

  private String holders() throws SQLException {
    StringBuilder holders = new StringBuilder();
    for (PostgresConfig source : sources) {
      WriterLock.holder(source)
          .ifPresent(holder -> holders.append(holders.isEmpty() ? "" : "; ").append(holder));
    }
    return holders.toString();
  }

  /** A stopped process keeps its connection; the server would wait out wal_sender_timeout. */
  private void endReaders(Writer writer, BooleanSupplier givenUp) throws SQLException {
    boolean ended = false;
    try {
      for (PostgresConfig source : sources) {
        try (Connection connection = PostgresConnections.openForQuestions(source)) {
          String application = PostgresConnections.applicationName(source);
          while (!givenUp.getAsBoolean()
              && ReplicationSlots.endReader(connection, source.slot(), application)) {
            pause();
          }
        }
      }
      ended = true;
    } finally {
      if (!ended) {
        writer.close();
      }
    }
  }

  private static void pause() {
    LockSupport.parkNanos(PAUSE.toNanos());
  }
}
