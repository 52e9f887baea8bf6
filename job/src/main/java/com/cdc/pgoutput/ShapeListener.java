package com.cdc.pgoutput;

import com.cdc.event.Position;

/** Hears of the first row that is written after a relation was announced. */
@FunctionalInterface
public interface ShapeListener {

  /**
   * Rows from this position on are as the relation says. Called for every announcement that a row
   * follows, also if nothing has changed; must not fail for reasons that pass.
   *
   * @param commitMillis commit time of the row's transaction
   */
  void used(Relation relation, Position from, long commitMillis);
}
