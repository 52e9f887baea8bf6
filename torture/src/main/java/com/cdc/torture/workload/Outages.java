package com.cdc.torture.workload;

import java.sql.SQLException;
import java.util.Set;

/** Which errors are of the faults' making, or of sessions in each other's way. */
final class Outages {

  /** Deadlock, lock time-out, serialization, key taken, prepared transaction in use or gone. */
  private static final Set<String> IN_THE_WAY =
      Set.of("40P01", "55P03", "40001", "23505", "55000", "42704");

  private Outages() {}

  /** Whether the transaction only has to be rolled back. */
  static boolean isInTheWay(SQLException e) {
    return e.getSQLState() != null && IN_THE_WAY.contains(e.getSQLState());
  }

  /** Whether the server is down, gone, full, going, coming, or a standby. */
  static boolean isOutage(SQLException e) {
    String state = e.getSQLState();
    if (state == null) {
      return e.getCause() instanceof java.io.IOException;
    }
    return state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.startsWith("58")
        || state.equals("25006");
  }
}
