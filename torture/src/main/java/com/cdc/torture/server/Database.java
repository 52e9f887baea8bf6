package com.cdc.torture.server;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How the workload, the oracle and the judge reach the database, not through any faulty network.
 */
@FunctionalInterface
public interface Database {

  /**
   * A connection of the administrator to the database as it is now: after a failover, to the
   * promoted server. Autocommit is on.
   *
   * @throws SQLException while the server is down
   */
  Connection connect() throws SQLException;
}
