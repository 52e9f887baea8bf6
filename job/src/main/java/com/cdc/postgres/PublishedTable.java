package com.cdc.postgres;

import com.cdc.event.TableId;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a publication sends of one table.
 *
 * @param id schema and name
 * @param columns those that are sent, in the table's order
 * @param rowFilter the condition that a row must meet, as SQL; null if every row is sent
 */
public record PublishedTable(TableId id, List<String> columns, @Nullable String rowFilter)
    implements Serializable {

  public PublishedTable {
    columns = List.copyOf(columns);
  }
}
