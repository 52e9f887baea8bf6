package com.cdc.lease;

import com.cdc.config.PostgresConfig;
import com.cdc.postgres.PostgresException;
import com.cdc.postgres.WriterLock;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock that is kept: by saying that its holder lives, and by taking it again when its session was
 * lost. {@link #beat} belongs to one thread, {@link #close} may come from any.
 */
final class KeptLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KeptLock.class);

  /** Another instance that looks whether it is free holds it for a moment, too. */
  private static final int LOOKS = 3;

  private final PostgresConfig source;
  private final String application;
  private final CompletableFuture<Void> lost;
  private @Nullable WriterLock lock;
  private int pid;
  private int looks;
  private boolean closed;

  KeptLock(PostgresConfig source, String application, WriterLock lock, CompletableFuture<Void> lost)
      throws SQLException {
    this.source = source;
    this.application = application;
    this.lost = lost;
    this.lock = lock;
    pid = lock.pid();
  }

  /** The server's process of the session that has, or had, the lock. */
  synchronized int pid() {
    return pid;
  }

  /** To be called every few seconds. */
  void beat() {
    try {
      WriterLock held = held();
      if (held == null) {
        takeAgain();
      } else {
        held.beat();
      }
    } catch (SQLException | PostgresException e) {
      LOG.warn(
          "The writer's lock is to be taken again slot={} cause={}", source.slot(), e.getMessage());
      release();
    }
  }

  private void takeAgain() throws SQLException {
    Optional<WriterLock> taken = WriterLock.tryAcquire(source, application);
    if (taken.isPresent()) {
      install(taken.get());
      looks = 0;
      return;
    }
    Optional<WriterLock.Holder> holder = WriterLock.holder(source);
    if (holder.isEmpty()) {
      return;
    }
    if (holder.get().pid() == pid()) {
      // the network lost our session, and the server has not noticed yet
      WriterLock.end(source, holder.get().pid());
    } else if (++looks == LOOKS) {
      lost.completeExceptionally(Writer.taken());
    }
  }

  private synchronized @Nullable WriterLock held() {
    return lock;
  }

  private synchronized void install(WriterLock taken) throws SQLException {
    if (closed) {
      taken.close();
    } else {
      lock = taken;
      pid = taken.pid();
    }
  }

  private synchronized void release() {
    WriterLock held = lock;
    lock = null;
    if (held != null) {
      try {
        held.close();
      } catch (SQLException e) {
        LOG.warn("The writer's lock did not close cleanly slot={}", source.slot(), e);
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    release();
  }
}
