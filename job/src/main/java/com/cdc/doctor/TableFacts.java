package com.cdc.doctor;

import com.cdc.event.TableId;
import com.cdc.postgres.CapturedTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is good to know of a captured table.
 *
 * @param identity its replica identity as SQL names it
 * @param costs what follows from that, as a sentence
 * @param rows estimated; -1 if unknown
 * @param bytes on disk with TOAST, without indexes
 * @param averageRowBytes an estimate
 */
record TableFacts(
    TableId table,
    List<String> key,
    String identity,
    String costs,
    long rows,
    long bytes,
    int averageRowBytes) {

  private static final String TOASTED =
      """
      SELECT a.attname FROM pg_catalog.pg_attribute a
       WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped
         AND a.attstorage IN ('x', 'e') AND NOT a.attname = ANY (?)
       ORDER BY a.attnum
      """;

  TableFacts {
    key = List.copyOf(key);
  }

  static List<TableFacts> of(Patient patient) throws SQLException {
    List<TableFacts> all = new ArrayList<>();
    for (CapturedTable table : patient.tables().values()) {
      List<String> toasted = new ArrayList<>();
      patient.each(
          TOASTED,
          List.of(table.relationId(), table.keyColumns()),
          row -> toasted.add(row.getString(1)));
      all.add(
          new TableFacts(
              table.id(),
              table.keyColumns(),
              identity(table.replicaIdentity()),
              costs(table, toasted),
              table.estimatedRows(),
              table.estimatedBytes(),
              table.averageRowBytes()));
    }
    return all;
  }

  static String identity(char relreplident) {
    return switch (relreplident) {
      case 'd' -> "DEFAULT";
      case 'f' -> "FULL";
      case 'i' -> "USING INDEX";
      default -> "NOTHING";
    };
  }

  private static String costs(CapturedTable table, List<String> toasted) {
    if (table.replicaIdentity() == 'f') {
      return "a delete carries the whole old row; each update and delete writes it to the WAL";
    } else if (table.keyColumns().isEmpty()) {
      return "PostgreSQL refuses updates and deletes while it is published";
    }
    return "a delete carries the key alone"
        + (toasted.isEmpty()
            ? ""
            : "; a large value that an update does not touch is not sent (`__unchanged` names it): "
                + String.join(", ", toasted));
  }
}
