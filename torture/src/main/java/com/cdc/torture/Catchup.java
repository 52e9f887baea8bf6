package com.cdc.torture;

import com.cdc.torture.server.ServerPair;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** Waits until the landing holds what was committed until now. */
final class Catchup {

  private static final long LOOK_MILLIS = 100;

  private final ServerPair servers;
  private final SlotWatch slot;

  Catchup(ServerPair servers, SlotWatch slot) {
    this.servers = servers;
    this.slot = slot;
  }

  /** How long it took; empty if it takes longer than that. */
  Optional<Duration> await(Duration longest) throws SQLException, InterruptedException {
    long begin = System.nanoTime();
    long end = begin + longest.toNanos();
    long position = position();
    while (System.nanoTime() < end) {
      if (slot.confirmed() >= position) {
        return Optional.of(Duration.ofNanos(System.nanoTime() - begin));
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return Optional.empty();
  }

  /** Where the log ends. */
  private long position() throws SQLException, InterruptedException {
    try (Connection connection = servers.awaitConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn() - '0/0'")) {
      row.next();
      return row.getLong(1);
    }
  }
}
