package com.cdc.source;

import com.cdc.config.ColumnRules;
import com.cdc.event.ChangeBatch;
import com.cdc.event.ColumnRule;
import com.cdc.event.Position;
import com.cdc.json.RowShape;
import com.cdc.json.SchemaDocument;
import com.cdc.postgres.SentColumn;

/** A version of a table's shape as it travels to the landing, among the batches of rows. */
final class SchemaRecord {

  private SchemaRecord() {}

  /**
   * The record of a version.
   *
   * @param shape what its rows are written in
   * @param position from which on rows have it
   * @param timeMillis when that was
   * @param rules a column that is dropped is not in the record
   */
  static ChangeBatch of(
      TableVersion version, RowShape shape, Position position, long timeMillis, ColumnRules rules) {
    SchemaDocument document =
        new SchemaDocument(
            shape, position, timeMillis, identity(version.identity()), version.key());
    for (int i = 0; i < version.columns().size(); i++) {
      SentColumn column = version.columns().get(i);
      ColumnRule rule = rules.of(version.table(), column.name());
      if (rule != ColumnRule.DROP) {
        document.column(
            i,
            column.name(),
            column.number(),
            column.typeName(),
            column.notNull(),
            rule,
            column.missing());
      }
    }
    ChangeBatch batch = new ChangeBatch();
    batch.schema = version.table().schema();
    batch.table = version.table().name();
    batch.timeMillis = timeMillis;
    batch.schemaVersion = true;
    batch.firstEpoch = position.epoch();
    batch.firstLsn = position.lsn();
    batch.firstSeq = position.seq();
    batch.lastEpoch = position.epoch();
    batch.lastLsn = position.lsn();
    batch.lastSeq = position.seq();
    batch.lines = document.end();
    return batch;
  }

  private static String identity(char replicaIdentity) {
    return switch (replicaIdentity) {
      case 'f' -> "full";
      case 'i' -> "index";
      case 'n' -> "nothing";
      default -> "default";
    };
  }
}
