package com.cdc.audit;

import com.cdc.event.TableId;
import java.util.List;

/**
 * A captured table that an {@link AuditedSchema} watches.
 *
 * @param key the columns of its replica identity; empty if it has no key
 * @param oldRow what PostgreSQL sends of a row's old version
 */
public record WatchedTable(TableId id, List<String> key, OldRow oldRow) {

  /** What the old tuple of an update or delete holds. */
  public enum OldRow {
    KEY,
    /** Under REPLICA IDENTITY FULL. */
    WHOLE
  }

  public WatchedTable {
    key = List.copyOf(key);
  }

  /** A table with a primary key {@code id} and the default replica identity. */
  public static WatchedTable byId(String schema, String name) {
    return new WatchedTable(new TableId(schema, name), List.of("id"), OldRow.KEY);
  }
}
