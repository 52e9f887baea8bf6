package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.event.ChangeBatch;
import com.cdc.event.MetadataField;
import com.cdc.event.Position;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.json.ColumnType;
import com.cdc.json.Encoding;
import com.cdc.json.RowShape;
import com.cdc.postgres.TypeCatalogue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Makes the shapes that rows are written in: alike for snapshot and stream. */
final class ShapeFactory {

  /** A column as it is sent: its declared type, perhaps a domain. */
  record Sent(String name, long typeOid) {}

  private final PostgresConfig config;
  private final Encoding encoding;

  ShapeFactory(PostgresConfig config, RecordFormat format) {
    this.config = config;
    encoding = new Encoding(format);
  }

  /**
   * The shape of a table's rows.
   *
   * @param sent the columns in the order in which their values come
   * @param key names of the key's columns
   */
  RowShape shape(TableId table, List<Sent> sent, Collection<String> key, TypeCatalogue types) {
    List<RowShape.Column> columns = new ArrayList<>();
    for (Sent column : sent) {
      requireNoCollision(table, column.name());
      columns.add(
          new RowShape.Column(
              column.name(),
              columnType(types, column.typeOid()),
              key.contains(column.name()),
              config.columns().of(table, column.name())));
    }
    return new RowShape(table, columns, encoding);
  }

  /** The shape of rows of a version. */
  RowShape shape(TableVersion version, TypeCatalogue types) {
    return shape(
        version.table(),
        version.columns().stream().map(column -> new Sent(column.name(), column.type())).toList(),
        version.key(),
        types);
  }

  /** The record of a version that a snapshot has shown. */
  ChangeBatch record(TableVersion version, RowShape shape, long epoch, SnapshotSession session) {
    return SchemaRecord.of(
        version,
        shape,
        new Position(epoch, session.consistentPoint(), 0),
        session.timeMillis(),
        config.columns());
  }

  /** Readers like Spark do not tell case apart. */
  private static void requireNoCollision(TableId table, String column) {
    if (MetadataField.keys().contains(column.toLowerCase(Locale.ROOT))) {
      throw new StopException(
          "Column "
              + column
              + " of table "
              + table
              + " has the name of a metadata field. Rename it, or leave it out by a column list"
              + " of the publication.");
    }
  }

  private static ColumnType columnType(TypeCatalogue types, long oid) {
    return new ColumnType(
        (int) types.baseTypeOf(oid), (int) types.elementTypeOf(oid), types.delimiterOf(oid));
  }
}
