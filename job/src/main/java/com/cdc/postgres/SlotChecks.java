package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Whether the slot's name is free or the slot is one that this pipeline can read. */
final class SlotChecks {

  private SlotChecks() {}

  static List<Finding> check(Connection connection, PostgresConfig config) throws SQLException {
    Optional<SlotInfo> found = ReplicationSlots.find(connection, config.slot());
    if (found.isEmpty()) {
      return List.of();
    }
    SlotInfo slot = found.get();
    if (slot.plugin() == null) {
      return List.of(taken(config, "is a physical slot, made for a standby"));
    }
    if (!ReplicationSlots.PLUGIN.equals(slot.plugin())) {
      return List.of(taken(config, "was made for output plugin `" + slot.plugin() + "`"));
    }
    if (!config.database().equals(slot.database())) {
      return List.of(taken(config, "belongs to database `" + slot.database() + "`"));
    }
    if (slot.temporary()) {
      return List.of(taken(config, "is temporary and ends with the session that made it"));
    }
    return List.of();
  }

  private static Finding taken(PostgresConfig config, String whatItIs) {
    return new Finding(
        Kind.SLOT_TAKEN,
        PostgresConnections.where(config),
        "Replication slot `"
            + config.slot()
            + "` at "
            + config.host()
            + ":"
            + config.port()
            + " "
            + whatItIs
            + "; this pipeline needs one for "
            + ReplicationSlots.PLUGIN
            + " in database `"
            + config.database()
            + "`.",
        Fix.sql(
            "Choose another name as postgres.slot or, if nobody needs the slot",
            List.of("SELECT pg_drop_replication_slot(" + Quoting.literal(config.slot()) + ");")));
  }
}
