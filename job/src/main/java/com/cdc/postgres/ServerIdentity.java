package com.cdc.postgres;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Whose write-ahead log it is.
 *
 * @param system the system identifier, the same in a primary and its standbys
 * @param timeline the history of the log: a promotion begins a new one
 */
public record ServerIdentity(String system, int timeline) implements Serializable {

  /** The server at the other end of a replication connection (IDENTIFY_SYSTEM). */
  public static ServerIdentity of(Connection replication) throws SQLException {
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
      row.next();
      return new ServerIdentity(row.getString("systemid"), row.getInt("timeline"));
    }
  }

  /**
   * Up to where this server's log is the one of an earlier timeline: where the two forked.
   *
   * @return the LSN of the fork; {@link Lsn#NONE} if that timeline is not an ancestor of this one
   */
  public long forkFrom(Connection replication, int earlier) throws SQLException {
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
      row.next();
      return TimelineHistory.forkFrom(row.getString("content"), earlier);
    }
  }
}
