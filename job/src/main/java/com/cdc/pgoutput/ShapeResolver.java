package com.cdc.pgoutput;

import com.cdc.json.RowShape;
import org.jspecify.annotations.Nullable;

/** Tells how the rows of a relation are written. */
@FunctionalInterface
public interface ShapeResolver {

  /** The shape to write the relation's rows in; null if the table is not captured. */
  @Nullable RowShape resolve(Relation relation);
}
