package com.cdc.lease;

import com.cdc.config.PostgresConfig;
import com.cdc.postgres.PostgresException;
import com.cdc.postgres.WriterLock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The locks of a pipeline's sources, held together and kept alive by a thread of its own until they
 * are closed. A restart of the database ends a lock; it is then taken again, unless somebody else
 * was faster.
 */
public final class Writer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  private static final Duration BEAT = Duration.ofSeconds(5);

  /** A holder that has been silent for so long does not run; several beats may be late. */
  static final Duration SILENCE = BEAT.multipliedBy(6);

  /** In one order for all instances, so that two never hold a half each for long. */
  private static final Comparator<PostgresConfig> ORDER =
      Comparator.comparing(PostgresConfig::host)
          .thenComparing(PostgresConfig::port)
          .thenComparing(PostgresConfig::slot);

  private static final class Held {
    final PostgresConfig source;
    Optional<WriterLock> lock;

    Held(PostgresConfig source, WriterLock lock) {
      this.source = source;
      this.lock = Optional.of(lock);
    }
  }

  private final List<Held> locks;
  private final CompletableFuture<Void> lost = new CompletableFuture<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread started = new Thread(task, "cdc-writer-lock");
            started.setDaemon(true);
            return started;
          });

  private final ScheduledFuture<?> beats;

  private Writer(List<Held> locks) {
    this.locks = locks;
    beats =
        thread.scheduleAtFixedRate(
            this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Takes all locks or none.
   *
   * @return empty if somebody else holds one of them
   */
  public static Optional<Writer> tryBecome(List<PostgresConfig> sources) throws SQLException {
    List<Held> taken = new ArrayList<>();
    try {
      for (PostgresConfig source : sources.stream().sorted(ORDER).toList()) {
        Optional<WriterLock> lock = WriterLock.tryAcquire(source);
        if (lock.isEmpty()) {
          release(taken);
          return Optional.empty();
        }
        taken.add(new Held(source, lock.get()));
      }
      return Optional.of(new Writer(taken));
    } catch (SQLException | RuntimeException e) {
      release(taken);
      throw e;
    }
  }

  /** Completes exceptionally when somebody else has taken a lock that this one had lost. */
  public CompletableFuture<Void> lost() {
    return lost;
  }

  /**
   * Nobody else has become the writer as far as this one knows.
   *
   * @throws NotTheWriterException if somebody has
   */
  public void requireHeld() {
    if (lost.isCompletedExceptionally()) {
      throw taken();
    }
  }

  private void beat() {
    for (Held held : locks) {
      try {
        if (held.lock.isPresent()) {
          held.lock.get().beat();
        } else {
          takeAgain(held);
        }
      } catch (SQLException | PostgresException e) {
        LOG.warn(
            "The writer's lock is to be taken again slot={} cause={}",
            held.source.slot(),
            e.getMessage());
        release(List.of(held));
      }
    }
  }

  private void takeAgain(Held held) throws SQLException {
    held.lock = WriterLock.tryAcquire(held.source);
    if (held.lock.isEmpty() && WriterLock.holder(held.source).isPresent()) {
      lost.completeExceptionally(taken());
    }
  }

  private static NotTheWriterException taken() {
    return new NotTheWriterException(
        "Another instance of this pipeline has become the writer while this one was stopped or had"
            + " no connection to the database. This one ends; nothing is lost.");
  }

  private static void release(List<Held> locks) {
    for (Held held : locks) {
      try {
        if (held.lock.isPresent()) {
          held.lock.get().close();
        }
      } catch (SQLException e) {
        LOG.warn("The writer's lock did not close cleanly slot={}", held.source.slot(), e);
      }
      held.lock = Optional.empty();
    }
  }

  /** Lets the next instance become the writer. */
  @Override
  public void close() {
    beats.cancel(true);
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("The writer's lock is being taken while it is to be closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    release(locks);
  }
}
