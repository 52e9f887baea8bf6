package com.cdc.lease;

import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigException;
import com.cdc.config.OnLostSlot;
import com.cdc.config.PostgresConfig;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.ServerIdentity;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * On which servers the slots of a claim are. Two pipelines with the same names, on two servers,
 * look alike to a checkpoint directory that they share: without this, the one would end the other
 * and begin with its checkpoint.
 */
public final class SlotServers {

  private static final String SEPARATOR = "@";

  private SlotServers() {}

  /**
   * The claim in force is of the same servers.
   *
   * @return each {@code database/slot@system identifier}, for the next claim
   * @throws ConfigException if it is of others, unless a new epoch is to begin then
   */
  public static List<String> require(CdcConfig config, Optional<WriterClaim> inForce)
      throws SQLException {
    List<String> servers = new ArrayList<>();
    for (PostgresConfig source : config.sources()) {
      String slot = PipelineIdentity.slot(source) + SEPARATOR;
      String system;
      try (Connection replication = PostgresConnections.openReplication(source)) {
        system = ServerIdentity.of(replication).system();
      }
      servers.add(slot + system);
      if (inForce.isPresent() && source.onLostSlot() == OnLostSlot.FAIL) {
        for (String claimed : inForce.get().slots()) {
          if (claimed.startsWith(slot) && !claimed.equals(slot + system)) {
            throw otherServer(config, source, claimed.substring(slot.length()), system);
          }
        }
      }
    }
    return servers;
  }

  /** Slots alone, of which no name has an at sign. */
  static List<String> without(List<String> slots) {
    return slots.stream()
        .filter(s -> !s.substring(Math.max(0, s.lastIndexOf('/'))).contains(SEPARATOR))
        .toList();
  }

  private static ConfigException otherServer(
      CdcConfig config, PostgresConfig source, String claimed, String system) {
    return new ConfigException(
        List.of(
            "`job.name` `"
                + config.name()
                + "` is taken under this `checkpoint.uri`, by a pipeline that reads slot `"
                + source.slot()
                + "` in database `"
                + source.database()
                + "` of another server: its system identifier is "
                + claimed
                + ", that of the server at "
                + source.host()
                + ":"
                + source.port()
                + " is "
                + system
                + ". If that is another pipeline, give this one another name, or another directory."
                + " If the database was replaced by another one: set `postgres.on-lost-slot:"
                + " resnapshot`, which begins a new epoch with a truncate record and a new snapshot"
                + " of every table; or begin anew with an empty landing and a new checkpoint"
                + " directory. Nothing was written."));
  }
}
