package com.cdc.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.event.TableId;
import com.cdc.pgoutput.Relation;
import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.ColumnInfo;
import com.cdc.postgres.SentColumn;
import com.cdc.postgres.TableStamp;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;

/**
 * What holds for the rows of a table from one schema change to the next.
 *
 * @param relation oid of the table
 * @param identity {@code relreplident}
 * @param key columns of the replica identity
 * @param columns in the order in which they are sent
 */
record TableVersion(
    TableId table, long relation, char identity, List<String> key, List<SentColumn> columns) {

  TableVersion {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
  }

  /** Of a table as a snapshot reads it, without the values that older rows take. */
  static TableVersion of(CapturedTable table, List<ColumnInfo> columns) {
    return new TableVersion(
        table.id(),
        table.relationId(),
        table.replicaIdentity(),
        table.keyColumns(),
        columns.stream()
            .map(
                column ->
                    new SentColumn(
                        column.name(),
                        column.typeOid(),
                        column.modifier(),
                        column.typeName(),
                        column.number(),
                        column.notNull(),
                        null))
            .toList());
  }

  /** The same version with its columns described by the catalogue. */
  TableVersion described(Connection connection) throws SQLException {
    return new TableVersion(
        table,
        relation,
        identity,
        key,
        SentColumn.describe(
            connection,
            relation,
            columns.stream()
                .map(c -> new TableStamp.Column(c.number(), c.name(), c.type(), c.modifier()))
                .toList()));
  }

  /** The columns of a relation as the stream announces it, without their numbers. */
  static List<TableStamp.Column> columnsOf(Relation relation) {
    return relation.columns().stream()
        .map(
            column ->
                new TableStamp.Column(
                    0, column.name(), Integer.toUnsignedLong(column.type()), column.typeModifier()))
        .toList();
  }

  /** A short text that is the same for equal versions, by whatever way they became known. */
  String print() {
    StringBuilder text = new StringBuilder().append(identity);
    for (SentColumn column : columns) {
      text.append('\0').append(key.contains(column.name()) ? 'k' : '-').append(column.name());
      text.append('\0').append(column.type()).append('\0').append(column.modifier());
    }
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }
}
