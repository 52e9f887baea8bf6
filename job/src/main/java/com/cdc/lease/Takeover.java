package com.cdc.lease;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.config.CdcConfig;
import com.cdc.config.PostgresConfig;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.PostgresException;
import com.cdc.postgres.ReplicationSlots;
import com.cdc.postgres.WriterLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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

  private Takeover() {}

  /**
   * What tells pipelines apart that share a checkpoint directory: name, database and slot of one
   * source; the name alone of a pipeline whose sources are named and may come and go.
   */
  public static UUID identity(CdcConfig config) {
    String identity =
        config.hasNamedSources()
            ? String.join("\0", config.name(), "sources")
            : String.join(
                "\0", config.name(), config.onlySource().database(), config.onlySource().slot());
    return UUID.nameUUIDFromBytes(identity.getBytes(UTF_8));
  }

  /** The file of the pipeline's claims. */
  public static String claimFile(CdcConfig config) {
    return config.checkpoint().uri() + "/_writer-" + identity(config);
  }

  /**
   * Waits until nobody else is the writer.
   *
   * @param givenUp asked about every second
   * @return empty if it was given up
   */
  public static Optional<Writer> await(CdcConfig config, BooleanSupplier givenUp) {
    List<PostgresConfig> sources = config.sources();
    long reminded = System.nanoTime() - REMINDER.toNanos();
    while (!givenUp.getAsBoolean()) {
      try {
        Optional<Writer> writer = Writer.tryBecome(sources);
        if (writer.isPresent()) {
          for (PostgresConfig source : sources) {
            endReader(source, givenUp);
          }
          return writer;
        }
        if (System.nanoTime() - reminded > REMINDER.toNanos()) {
          reminded = System.nanoTime();
          LOG.warn(
              "Waiting: another instance of this pipeline is the writer; this one takes over when"
                  + " it ends, or has been silent for {} s holders={}",
              Writer.SILENCE.toSeconds(),
              holders(sources));
        }
        for (PostgresConfig source : sources) {
          WriterLock.endSilentHolder(source, Writer.SILENCE);
        }
      } catch (SQLException | PostgresException e) {
        LOG.warn("Cannot ask who is the writer, asking again cause={}", e.getMessage());
      }
      pause();
    }
    return Optional.empty();
  }

  private static String holders(List<PostgresConfig> sources) throws SQLException {
    StringBuilder holders = new StringBuilder();
    for (PostgresConfig source : sources) {
      WriterLock.holder(source)
          .ifPresent(holder -> holders.append(holders.isEmpty() ? "" : "; ").append(holder));
    }
    return holders.toString();
  }

  /** A stopped process keeps its connection; the server would wait out wal_sender_timeout. */
  private static void endReader(PostgresConfig source, BooleanSupplier givenUp)
      throws SQLException {
    try (Connection connection = PostgresConnections.openForQuestions(source)) {
      while (!givenUp.getAsBoolean()
          && ReplicationSlots.endReader(
              connection, source.slot(), PostgresConnections.applicationName(source))) {
        pause();
      }
    }
  }

  private static void pause() {
    LockSupport.parkNanos(PAUSE.toNanos());
  }
}
