package com.cdc.source;

import com.cdc.event.TableId;
import io.debezium.relational.Table;
import io.debezium.relational.history.TableChanges.TableChange;
import io.debezium.relational.history.TableChanges.TableChangeType;

/**
 * Tables as the connector's frame names them. It writes names with dots between and parses them
 * again, so schema and name are percent-encoded there and any name passes.
 */
final class FrameTables {

  private FrameTables() {}

  static io.debezium.relational.TableId of(TableId table) {
    return new io.debezium.relational.TableId(
        null, TableId.encode(table.schema()), TableId.encode(table.name()));
  }

  /** The frame's state gives some tables back with the schema in the catalogue's place. */
  static TableId from(io.debezium.relational.TableId table) {
    String schema = table.schema() == null ? table.catalog() : table.schema();
    return new TableId(TableId.decode(schema), TableId.decode(table.table()));
  }

  /** The table as {@link #of} makes it, also when it comes from the frame's state. */
  static io.debezium.relational.TableId normal(io.debezium.relational.TableId table) {
    return of(from(table));
  }

  /**
   * The frame keeps a schema by table in its state; ours comes from catalogue and stream instead.
   */
  static TableChange schemaless(io.debezium.relational.TableId table) {
    return new TableChange(TableChangeType.CREATE, Table.editor().tableId(table).create());
  }
}
