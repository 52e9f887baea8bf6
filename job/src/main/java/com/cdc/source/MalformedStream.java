package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.pgoutput.MalformedMessageException;
import com.cdc.pgoutput.StreamPosition;
import com.cdc.postgres.Lsn;
import com.cdc.postgres.Quoting;

/** What to do about a message that cannot be decoded. */
final class MalformedStream {

  private MalformedStream() {}

  /** Ends the task: the same message comes again, however often the slot is read. */
  static StopException stop(
      PostgresConfig config, StreamPosition position, MalformedMessageException what) {
    String advice =
        what.isText()
            ? " correct the value, drop the slot (SELECT pg_drop_replication_slot("
                + Quoting.literal(config.slot())
                + ")) and start with `postgres.on-lost-slot: resnapshot`."
            : " the server or something on the way to it does not speak the protocol of"
                + " PostgreSQL: connect to the server itself, without a proxy.";
    return new StopException(
        "Replication slot `"
            + config.slot()
            + "`, after LSN "
            + Lsn.format(position.flushed())
            + ": "
            + what.getMessage()
            + ". Nothing of it has landed, and the slot still has it. Start again: if it comes again,"
            + advice,
        what);
  }
}
