package com.cdc.torture;

import com.cdc.torture.server.ServerPair;
import java.io.IOException;
import java.sql.SQLException;

/** Sees to it that there is a standby to promote, beside whatever else happens. */
final class StandbyKeeper implements AutoCloseable {

  private static final long LOOK_MILLIS = 1000;

  private final ServerPair servers;
  private final String slot;
  private final Thread thread = new Thread(this::keep, "standby-keeper");
  private volatile boolean closed;

  StandbyKeeper(ServerPair servers, String slot) {
    this.servers = servers;
    this.slot = slot;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void keep() {
    while (!closed) {
      try {
        if (!servers.hasStandby()) {
          servers.prepareStandby(slot);
        }
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        return;
      } catch (SQLException | IOException | RuntimeException e) {
        // a fault in the middle of it: once more
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A standby that is there stays. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join();
  }
}
