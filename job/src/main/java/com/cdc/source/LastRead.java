package com.cdc.source;

import com.cdc.pgoutput.StreamPosition;
import com.cdc.postgres.Lsn;
import com.cdc.postgres.SlotInfo;
import java.nio.ByteBuffer;

/**
 * The last transaction that was read before, which the server is asked for once more and must send
 * first. A database that was restored from an image of its disk, and has gone on since, has the
 * identifier and the timeline that it had, and LSNs beyond the job's position: that this
 * transaction is not in its log is all that tells.
 *
 * <p>None is expected once the slot is confirmed beyond it: an image of that age has it, too.
 *
 * <p>Source: PostgreSQL manual, "Logical Replication Message Formats", Begin.
 */
final class LastRead {

  private final long commitLsn;
  private boolean expected;

  private LastRead(long commitLsn, boolean expected) {
    this.commitLsn = commitLsn;
    this.expected = expected;
  }

  /** The one of a stream that is asked for from that transaction's commit on. */
  static LastRead repeatedBy(SlotInfo slot, StreamPosition position) {
    long commit = position.committed();
    return new LastRead(
        commit, commit != 0 && Long.compareUnsigned(slot.confirmedFlushLsn(), commit) <= 0);
  }

  /** A message has come. */
  void look(ByteBuffer message) {
    if (expected && message.get(message.position()) == 'B') {
      expected = false;
      if (message.getLong(message.position() + 1) != commitLsn) {
        throw missing();
      }
    }
  }

  /** Everything has come that the server has sent up to there. */
  void passed(long lsn) {
    if (expected && Long.compareUnsigned(lsn, commitLsn) > 0) {
      throw missing();
    }
  }

  private SlotGapException missing() {
    return new SlotGapException(
        "The server's log is not the one that this job has read: the transaction that commits at "
            + Lsn.format(commitLsn)
            + ", the last one read, is not in it. The database was restored to an earlier state and"
            + " has gone on from there; what was read since is not in it, and what it has made since"
            + " was not read.");
  }
}
