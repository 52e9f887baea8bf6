package com.cdc.lease;

import com.cdc.config.ConfigException;
import com.cdc.config.PostgresConfig;
import com.cdc.postgres.WriterLock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The locks of a pipeline's sources, held together and kept alive by threads of their own until
 * they are closed. A restart of a database or a network gap ends a lock; it is then taken again,
 * unless another instance was faster.
 */
public final class Writer implements AutoCloseable {

  private static final Duration BEAT = Duration.ofSeconds(5);

  /** A holder that has been silent for so long does not run; several beats may be late. */
  public static final Duration SILENCE = BEAT.multipliedBy(6);

  /** In one order for all instances, so that two never hold a half each for long. */
  private static final Comparator<PostgresConfig> ORDER =
      Comparator.comparing(PostgresConfig::host)
          .thenComparing(PostgresConfig::port)
          .thenComparing(PostgresConfig::slot);

  private final List<KeptLock> locks;
  private final CompletableFuture<Void> lost;
  private final ScheduledThreadPoolExecutor threads;

  @SuppressWarnings("FutureReturnValueIgnored") // the beats end with their threads
  private Writer(List<KeptLock> locks, CompletableFuture<Void> lost) {
    this.locks = List.copyOf(locks);
    this.lost = lost;
    threads =
        new ScheduledThreadPoolExecutor(
            locks.size(), // a source that is away does not keep the others from saying they live
            task -> {
              Thread started = new Thread(task, "cdc-writer-lock");
              started.setDaemon(true);
              return started;
            });
    for (KeptLock lock : locks) {
      threads.scheduleWithFixedDelay(
          lock::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Takes all locks or none.
   *
   * @param application how instances of this pipeline are called in {@code pg_stat_activity}
   * @return empty if somebody else holds one of them
   * @throws ConfigException if two sources are one
   */
  public static Optional<Writer> tryBecome(List<PostgresConfig> sources, String application)
      throws SQLException {
    List<KeptLock> taken = new ArrayList<>();
    CompletableFuture<Void> lost = new CompletableFuture<>();
    boolean complete = false;
    try {
      for (PostgresConfig source : sources.stream().sorted(ORDER).toList()) {
        Optional<WriterLock> lock = WriterLock.tryAcquire(source, application);
        if (lock.isEmpty()) {
          requireNotOurs(source, taken);
          return Optional.empty();
        }
        taken.add(new KeptLock(source, application, lock.get(), lost));
      }
      complete = true;
      return Optional.of(new Writer(taken, lost));
    } finally {
      if (!complete) {
        taken.forEach(KeptLock::close);
      }
    }
  }

  private static void requireNotOurs(PostgresConfig source, List<KeptLock> taken)
      throws SQLException {
    Optional<WriterLock.Holder> holder = WriterLock.holder(source);
    if (holder.isPresent() && taken.stream().anyMatch(own -> own.pid() == holder.get().pid())) {
      throw new ConfigException(
          List.of(
              "Source `"
                  + source.name()
                  + "` reads slot `"
                  + source.slot()
                  + "` of a server that another source reaches by another address, and reads the"
                  + " same slot. Give each a slot of its own."));
    }
  }

  /** Completes exceptionally when another instance has taken a lock that this one had lost. */
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

  static NotTheWriterException taken() {
    return new NotTheWriterException(
        "Another instance of this pipeline has become the writer while this one was stopped or had"
            + " no connection to the database. This one ends; nothing is lost.");
  }

  /** Lets the next instance become the writer. */
  @Override
  public void close() {
    threads.shutdownNow();
    locks.forEach(KeptLock::close);
  }
}
