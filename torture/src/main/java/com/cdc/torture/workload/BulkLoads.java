package com.cdc.torture.workload;

import com.cdc.torture.server.Database;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/** A COPY of many rows now and then, then updates and deletes of parts of them. */
final class BulkLoads extends Session {

  private static final long EVERY_MILLIS = 120_000;

  // kept over outages: each would bring another load at once
  private long next = System.currentTimeMillis() + 5_000;
  private final int rows;
  private int load;

  BulkLoads(Database database, long seed, Counts counts, CountDownLatch stop, Load size) {
    super(database, seed, counts, stop);
    this.rows = size.copiedRows();
  }

  @Override
  void step(Connection connection) throws SQLException {
    pause(Math.max(0, next - System.currentTimeMillis()));
    if (stopped()) {
      return;
    }
    load++;
    copy(connection);
    connection.commit();
    next = System.currentTimeMillis() + EVERY_MILLIS;
    counts.add("COPY", 1);
    counts.add("COPY rows", rows);
    pause(random.nextInt(10_000));
    mass(
        connection,
        "UPDATE audited.bulk SET v = v || '!' WHERE load = ? AND id %% 10 = %d"
            .formatted(random.nextInt(10)));
    pause(random.nextInt(10_000));
    mass(
        connection,
        "DELETE FROM audited.bulk WHERE load < ? AND id %% 10 < %d"
            .formatted(5 + random.nextInt(6)));
  }

  private void mass(Connection connection, String sql) throws SQLException {
    int rows = new Changes(connection, random).run(sql, load);
    if (random.nextInt(4) == 0) {
      connection.rollback();
      counts.add("mass changes rolled back", 1);
    } else {
      connection.commit();
      counts.add("mass changes", 1);
      counts.add("mass changed rows", rows);
    }
  }

  private void copy(Connection connection) throws SQLException {
    // own keys whatever was lost in a failover
    long first = System.currentTimeMillis() * 1_000_000;
    PGConnection driver = connection.unwrap(PGConnection.class);
    try (OutputStream out = new PGCopyOutputStream(driver, "COPY audited.bulk FROM STDIN")) {
      StringBuilder block = new StringBuilder();
      for (int i = 0; i < rows; i++) {
        block.append(first + i).append('\t').append(load).append("\trow ").append(i).append('\n');
        if (block.length() > 60_000) {
          out.write(block.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
          block.setLength(0);
        }
      }
      out.write(block.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw e.getCause() instanceof SQLException sql
          ? sql
          : new SQLException("COPY was cut", "08006", e);
    }
  }
}
