package com.cdc.pgoutput;

import java.util.List;

/**
 * A table's shape as the stream announces it before the first change that has it.
 *
 * @param id the table's OID, by which changes refer to it
 * @param replicaIdentity {@code d}efault, {@code f}ull, {@code i}ndex or {@code n}othing
 */
public record Relation(
    int id, String schema, String name, char replicaIdentity, List<Column> columns) {

  /**
   * A column as the stream announces it.
   *
   * @param identity whether the column is part of the replica identity; under FULL all are
   * @param type the type's OID; for a domain the domain's
   */
  public record Column(String name, int type, int typeModifier, boolean identity) {}

  public Relation {
    columns = List.copyOf(columns);
  }
}
