package com.cdc.pgoutput;

import org.jspecify.annotations.Nullable;

/**
 * Takes the decoded messages, in the order of the stream. Tuples are valid during the call only.
 */
public interface PgOutputHandler {

  /**
   * A transaction begins.
   *
   * @param commitLsn the transaction's commit LSN, which the server already knows
   * @param commitMillis commit time, epoch milliseconds
   * @param xid the transaction's id, unsigned
   */
  void begin(long commitLsn, long commitMillis, int xid);

  /**
   * The transaction ends.
   *
   * @param endLsn the end of the commit record: where the next transaction may begin
   */
  void commit(long commitLsn, long endLsn);

  void relation(Relation relation);

  void insert(int relation, Tuple row);

  /**
   * A row was updated.
   *
   * @param old the old key or row, if the server sent one
   */
  void update(int relation, @Nullable Tuple old, Tuple row);

  void delete(int relation, Tuple old);

  void truncate(int[] relations);

  /**
   * An application's message ({@code pg_logical_emit_message}).
   *
   * @param transactional whether it is part of the transaction that was begun
   */
  void message(boolean transactional, String prefix, String content);
}
