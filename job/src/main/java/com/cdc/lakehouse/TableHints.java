package com.cdc.lakehouse;

import com.cdc.event.TableId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a reader needs to know of one table.
 *
 * @param keys columns of the replica identity; empty: there is nothing to merge by
 * @param columns Spark SQL type by column, in the table's order, then those of older records
 * @param warnings what needs care, each a sentence
 */
record TableHints(
    TableId table, List<String> keys, Map<String, String> columns, List<String> warnings) {

  TableHints {
    keys = List.copyOf(keys);
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    warnings = List.copyOf(warnings);
  }
}
