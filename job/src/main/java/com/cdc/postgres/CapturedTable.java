package com.cdc.postgres;

import com.cdc.event.TableId;
import java.io.Serializable;
import java.util.List;

/**
 * A table (or what else {@code pg_class} holds under that name) as of one moment.
 *
 * @param id schema and name
 * @param relationId oid of the relation
 * @param columns in the order of their numbers, without dropped ones
 * @param keyColumns the replica identity in the order of its index: the primary key under DEFAULT
 *     (unless deferrable, which PostgreSQL does not use) and FULL, the index's columns under USING
 *     INDEX; empty under NOTHING and where there is none
 * @param replicaIdentity {@code relreplident}: d default, f full, i index, n nothing
 * @param relkind r table, p partitioned table, v view, m materialized view, f foreign table
 * @param estimatedRows by the last ANALYZE or VACUUM; -1 unknown; of a partitioned table the sum of
 *     its partitions
 * @param estimatedBytes on disk with TOAST, without indexes; of a partitioned table the sum
 * @param averageRowBytes bytes by rows or, where unknown, a guess by the columns' types; at least 1
 */
public record CapturedTable(
    TableId id,
    long relationId,
    List<ColumnInfo> columns,
    List<String> keyColumns,
    char replicaIdentity,
    char relkind,
    long estimatedRows,
    long estimatedBytes,
    int averageRowBytes)
    implements Serializable {

  public CapturedTable {
    columns = List.copyOf(columns);
    keyColumns = List.copyOf(keyColumns);
  }
}
