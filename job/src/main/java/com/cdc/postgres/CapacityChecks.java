package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import com.cdc.finding.Provider;
import com.cdc.finding.Provider.Restart;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether the server has slots and walsenders left. */
public final class CapacityChecks {

  private CapacityChecks() {}

  /** Whether the stream itself can begin. */
  static List<Finding> check(Connection connection, PostgresConfig config, Provider provider)
      throws SQLException {
    return check(connection, config, provider, 0);
  }

  /**
   * Whether snapshots can be taken beside the stream.
   *
   * @param readers how many read at once
   */
  public static List<Finding> checkSnapshots(
      Connection connection, PostgresConfig config, Provider provider, int readers)
      throws SQLException {
    return check(connection, config, provider, readers);
  }

  private static List<Finding> check(
      Connection connection, PostgresConfig config, Provider provider, int readers)
      throws SQLException {
    Capacity capacity = Capacity.read(connection, config);
    List<Finding> findings = new ArrayList<>();
    if (lacks(capacity.freeSlots(), capacity.neededSlots(0), capacity.neededSlots(readers))) {
      findings.add(
          finding(
              readers == 0 ? Kind.NO_FREE_SLOT : Kind.FEW_FREE_SLOTS,
              config,
              "max_replication_slots",
              capacity.maxSlots(),
              capacity.freeSlots(),
              capacity.neededSlots(readers),
              provider));
    }
    if (lacks(capacity.freeSenders(), capacity.neededSenders(0), capacity.neededSenders(readers))) {
      findings.add(
          finding(
              readers == 0 ? Kind.NO_FREE_SENDER : Kind.FEW_FREE_SENDERS,
              config,
              "max_wal_senders",
              capacity.maxSenders(),
              capacity.freeSenders(),
              capacity.neededSenders(readers),
              provider));
    }
    return findings;
  }

  /** Without snapshots: too few for the stream. With them: enough for it, and too few for them. */
  private static boolean lacks(int free, int forStream, int forAll) {
    return free < forAll && (forAll == forStream || free >= forStream);
  }

  private static Finding finding(
      Kind kind,
      PostgresConfig config,
      String parameter,
      int max,
      int free,
      int needed,
      Provider provider) {
    return new Finding(
        kind,
        PostgresConnections.where(config),
        "Of %s = %d at %s:%d, %d %s free, and %d %s needed%s."
            .formatted(
                parameter,
                max,
                config.host(),
                config.port(),
                Math.max(0, free),
                free == 1 ? "is" : "are",
                needed,
                needed == 1 ? "is" : "are",
                kind.stopsStart() ? "" : " for the stream and a snapshot beside it"),
        parameterOrRoom(provider.parameter(parameter, "" + (max + needed - free), Restart.NEEDED)));
  }

  private static Fix parameterOrRoom(Fix parameter) {
    return parameter.and(
        (parameter.rest().isEmpty() ? "" : parameter.rest() + " ")
            + "Or end what is not needed: see pg_replication_slots and pg_stat_replication.");
  }
}
