package com.cdc.source;

import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.ColumnInfo;
import com.cdc.postgres.PublishedTable;
import com.cdc.postgres.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What COPY reads of a table: the columns and rows that its publication publishes, so that snapshot
 * and stream agree. Columns that do not land are not read.
 *
 * @param sql the query
 * @param columns what it selects, in order
 */
record SnapshotQuery(String sql, List<ColumnInfo> columns) {

  static SnapshotQuery of(
      CapturedTable table, KeyChunk chunk, PublishedTable published, ShapeFactory shapes) {
    List<ColumnInfo> columns =
        table.columns().stream().filter(c -> published.columns().contains(c.name())).toList();
    List<String> conditions = new ArrayList<>(KeyRange.conditions(table, chunk.from(), chunk.to()));
    if (published.rowFilter() != null) {
      conditions.add("(" + published.rowFilter() + ")");
    }
    String sql =
        "SELECT "
            + columns.stream()
                .map(
                    column ->
                        shapes.isDropped(table.id(), column.name())
                            ? "NULL" // so that a row is as wide as the stream's
                            : Quoting.identifier(column.name()))
                .collect(Collectors.joining(", "))
            + from(table)
            + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
    return new SnapshotQuery(sql, columns);
  }

  /**
   * Children of an inheritance parent are tables of their own; a partition root holds its leaves.
   */
  static String from(CapturedTable table) {
    return (table.relkind() == 'p' ? " FROM " : " FROM ONLY ") + Quoting.table(table.id());
  }
}
