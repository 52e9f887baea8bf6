package com.cdc.pgoutput;

import com.cdc.event.TableId;

/** Hears of key changes whose new row names values as unchanged: only earlier records have them. */
@FunctionalInterface
public interface MoveListener {

  /** A row of the table has moved to another key, in the transaction that commits there. */
  void moved(TableId table, long commitLsn);
}
