package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.pgoutput.Relation;
import com.cdc.pgoutput.StreamPosition;
import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.Catalogue;
import com.cdc.postgres.Lsn;
import com.cdc.postgres.OversizedMessageException;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.PostgresException;
import com.cdc.postgres.Quoting;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which row was over {@code postgres.max-row-bytes}, as far as the beginning of its message
 * tells, and how to go on.
 */
final class OversizedRow {

  private static final int PRINTED_KEY_CHARACTERS = 200;

  private final PostgresConfig config;
  private final OversizedMessageException message;

  private OversizedRow(PostgresConfig config, OversizedMessageException message) {
    this.config = config;
    this.message = message;
  }

  /**
   * Ends a stream that met such a row.
   *
   * @throws StopException if that is what made the failure
   */
  static void stopIfCause(
      Exception failure, PostgresConfig config, SeenRelations relations, StreamPosition at) {
    OversizedMessageException message = OversizedMessageException.in(failure);
    if (message != null) {
      throw new StopException(new OversizedRow(config, message).inStream(relations, at), failure);
    }
  }

  /**
   * Ends a snapshot that met such a row.
   *
   * @param columns what COPY sends, in order
   * @throws StopException if that is what made the failure
   */
  static void stopIfCause(
      Exception failure,
      PostgresConfig config,
      CapturedTable table,
      List<String> columns,
      long consistentPoint) {
    OversizedMessageException message = OversizedMessageException.in(failure);
    if (message != null) {
      throw new StopException(
          new OversizedRow(config, message).inSnapshot(table, columns, consistentPoint), failure);
    }
  }

  private String inStream(SeenRelations relations, StreamPosition at) {
    MessageBeginning beginning = MessageBeginning.ofStream(message.beginning());
    String where =
        " LSN %s, in the transaction that commits at %s."
            .formatted(Lsn.format(beginning.lsn()), Lsn.format(at.openLsn()));
    if (beginning.type() == 'M') {
      return tooLarge("A logical message (pg_logical_emit_message)")
          + where
          + waysOut()
          + afterwards("");
    }
    Relation relation = relations.relation(beginning.relation());
    if (relation == null) {
      return tooLarge("A change") + where + waysOut() + afterwards("");
    }
    TableId table = new TableId(relation.schema(), relation.name());
    List<String> columns = relation.columns().stream().map(Relation.Column::name).toList();
    return tooLarge(beginning.verb() + " a row of table " + table)
        + key(table, keyOf(relation, table), columns, beginning.values())
        + where
        + waysOut()
        + afterwards(
            " To shorten the row now does not help here: the log already has this change. If a"
                + " column need not land, leave it out by a column list of the publication"
                + " (PostgreSQL 15 and later). That holds for later changes only, so then");
  }

  private String inSnapshot(CapturedTable table, List<String> columns, long consistentPoint) {
    return tooLarge("The snapshot of a row of table " + table.id())
        + key(
            table.id(),
            table.keyColumns(),
            columns,
            MessageBeginning.ofCopy(message.beginning()).values())
        + " As of LSN "
        + Lsn.format(consistentPoint)
        + "."
        + waysOut()
        + " Or shorten the row, or leave the column out by a column list of the publication"
        + " (PostgreSQL 15 and later), and start again.";
  }

  private String tooLarge(String what) {
    return what
        + " has "
        + message.size()
        + " bytes as PostgreSQL sends it, more than `postgres.max-row-bytes` allows ("
        + message.limit()
        + ").";
  }

  private String waysOut() {
    long heap = message.heapBytes();
    return " Nothing is lost or cut: the slot keeps it and all that follows. Set"
        + " `postgres.max-row-bytes: "
        + message.size()
        + "b` or more"
        + (heap > Runtime.getRuntime().maxMemory()
            ? ", give the JVM a heap of about "
                + (heap >> 20)
                + " MB (-Xmx in CDC_JAVA_OPTS, in the container in JDK_JAVA_OPTIONS)"
            : "")
        + ", and start again: the job goes on with this row.";
  }

  private String afterwards(String before) {
    return (before.isEmpty() ? " To go on without it," : before)
        + " drop the slot (SELECT pg_drop_replication_slot("
        + Quoting.literal(config.slot())
        + ")) and start with `postgres.on-lost-slot: resnapshot`, which reads the tables anew.";
  }

  /** Under FULL the stream flags every column; which of them are the key, the catalogue knows. */
  private @Nullable Collection<String> keyOf(Relation relation, TableId table) {
    if (relation.replicaIdentity() != 'f') {
      return relation.columns().stream()
          .filter(Relation.Column::identity)
          .map(Relation.Column::name)
          .toList();
    }
    try (Connection connection = PostgresConnections.openForQuestions(config)) {
      CapturedTable current = Catalogue.tables(connection, List.of(table)).get(table);
      return current == null ? null : current.keyColumns();
    } catch (SQLException | PostgresException e) {
      return null;
    }
  }

  /** Values of columns that do not land as they are do not stand in messages either. */
  private String key(
      TableId table, @Nullable Collection<String> key, List<String> columns, List<String> values) {
    if (key == null) {
      return " Its key cannot be told.";
    }
    if (key.isEmpty()) {
      return " The table has no key.";
    }
    StringBuilder text = new StringBuilder();
    for (String column : key) {
      int at = columns.indexOf(column);
      if (at < 0 || at >= values.size()) {
        return " Its key stands behind its large columns and was not read.";
      }
      String value = values.get(at);
      text.append(text.isEmpty() ? " Key: " : ", ").append(column).append(" = ");
      if (config.columns().of(table).containsKey(column)) {
        text.append("****");
      } else if (value.length() > PRINTED_KEY_CHARACTERS) {
        text.append(value, 0, PRINTED_KEY_CHARACTERS).append('…');
      } else {
        text.append(value);
      }
    }
    return text.append('.').toString();
  }
}
