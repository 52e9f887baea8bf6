package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the stamps of tables. Its queries must see one state of the catalogue, so they run inside a
 * {@code REPEATABLE READ} transaction.
 */
public final class TableStamps {

  private static final String WANTED =
      """
        FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS wanted (schema, name, position)
        JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
        JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name
             AND c.relkind IN ('r', 'p')
      """;

  // the publication may name the table, or a partitioned table above it, or (15) its schema
  private static final String TABLES =
      "SELECT wanted.position, c.oid, c.relreplident::text AS identity, c.relfilenode,"
          + Catalogue.KEY_COLUMNS
          + " AS key_columns, concat_ws('.', p.oid, (SELECT string_agg(entry.oid::text, '.'"
          + " ORDER BY entry.oid) FROM ("
          + "SELECT r.oid FROM pg_catalog.pg_publication_rel r WHERE r.prpubid = p.oid"
          + " AND r.prrelid IN (SELECT c.oid UNION ALL"
          + " SELECT relid FROM pg_catalog.pg_partition_ancestors(c.oid))%s) AS entry),"
          + " c.relpersistence::text, p.pubinsert::int, p.pubupdate::int, p.pubdelete::int,"
          + " p.pubtruncate::int, p.pubviaroot::int, to_jsonb(p) ->> 'pubgencols') AS membership"
          + WANTED
          + " JOIN pg_catalog.pg_publication p ON p.pubname = ? ORDER BY wanted.position";

  private static final String OF_SCHEMA =
      " UNION ALL SELECT s.oid FROM pg_catalog.pg_publication_namespace s"
          + " WHERE s.pnpubid = p.oid AND s.pnnspid = c.relnamespace";

  private static final String COLUMNS =
      "SELECT wanted.position, a.attnum, a.attname, a.atttypid, a.atttypmod, a.xmin::text AS xid"
          + WANTED
          + " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
          + " AND NOT a.attisdropped ORDER BY wanted.position, a.attnum";

  // not pg_partition_tree: it would lock the tables, and an application could be the deadlock's
  // victim
  private static final String LEAVES =
      """
      WITH RECURSIVE part (position, oid, made) AS (
            SELECT wanted.position, c.oid, ''
      """
          + WANTED
          + """
             WHERE c.relkind = 'p'
            UNION ALL
            SELECT part.position, i.inhrelid, part.made || '.' || i.xmin::text
              FROM part JOIN pg_catalog.pg_inherits i ON i.inhparent = part.oid)
      SELECT part.position, leaf.oid, part.made, leaf.relfilenode
        FROM part JOIN pg_catalog.pg_class leaf ON leaf.oid = part.oid AND leaf.relfilenode <> 0
      """;

  /**
   * ATTACH PARTITION counts the parent in the description of every column (attinhcount); after
   * CREATE TABLE … PARTITION OF they are as that command wrote them, but for those with defaults.
   * The description of a system column is never changed.
   */
  private static final String ATTACHED =
      """
      SELECT leaf.oid FROM unnest(?::oid[]) AS leaf (oid)
       WHERE pg_catalog.pg_relation_size(leaf.oid) > 0
         AND EXISTS (
             SELECT FROM pg_catalog.pg_partition_ancestors(leaf.oid) AS part
               JOIN pg_catalog.pg_inherits i ON i.inhrelid = part.relid
               JOIN pg_catalog.pg_attribute made
                    ON made.attrelid = part.relid AND made.attname = 'tableoid'
              WHERE NOT EXISTS (
                    SELECT FROM pg_catalog.pg_attribute a
                     WHERE a.attrelid = part.relid AND a.attnum > 0 AND NOT a.attisdropped
                       AND a.xmin = made.xmin AND a.cmin = made.cmin))
      """;

  private TableStamps() {}

  /** Of those configured tables that exist; none if the publication does not. */
  public static Map<TableId, TableStamp> read(Connection connection, PostgresConfig config)
      throws SQLException {
    List<TableId> tables = config.tables();
    Map<Integer, List<TableStamp.Column>> columns = new HashMap<>();
    Map<Integer, List<String>> written = new HashMap<>();
    readColumns(connection, tables, columns, written);
    Map<Integer, SortedMap<String, Long>> leaves = leaves(connection, tables);
    boolean knowsSchemas = connection.getMetaData().getDatabaseMajorVersion() >= 15;
    Map<TableId, TableStamp> stamps = new LinkedHashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(TABLES.formatted(knowsSchemas ? OF_SCHEMA : ""))) {
      Catalogue.bindNames(statement, tables);
      statement.setString(3, config.publication());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          int position = row.getInt("position");
          long relation = row.getLong("oid");
          long file = row.getLong("relfilenode");
          stamps.put(
              tables.get(position - 1),
              new TableStamp(
                  relation,
                  row.getString("membership"),
                  row.getString("identity").charAt(0),
                  Catalogue.texts(row, "key_columns"),
                  columns.getOrDefault(position, List.of()),
                  Integer.toHexString(written.getOrDefault(position, List.of()).hashCode()),
                  file == 0
                      ? leaves.getOrDefault(position, new TreeMap<>())
                      : new TreeMap<>(Map.of(String.valueOf(relation), file))));
        }
      }
    }
    return stamps;
  }

  /** Those of the partitions that hold rows and became partitions after they were made. */
  public static Set<Long> attachedWithRows(Connection connection, Collection<Long> leaves)
      throws SQLException {
    Set<Long> found = new HashSet<>();
    if (leaves.isEmpty()) {
      return found;
    }
    try (PreparedStatement statement = connection.prepareStatement(ATTACHED)) {
      statement.setArray(1, connection.createArrayOf("int8", leaves.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(row.getLong(1));
        }
      }
    }
    return found;
  }

  private static void readColumns(
      Connection connection,
      List<TableId> tables,
      Map<Integer, List<TableStamp.Column>> columns,
      Map<Integer, List<String>> written)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      Catalogue.bindNames(statement, tables);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          int position = row.getInt("position");
          columns
              .computeIfAbsent(position, ignored -> new ArrayList<>())
              .add(
                  new TableStamp.Column(
                      row.getInt("attnum"),
                      row.getString("attname"),
                      row.getLong("atttypid"),
                      row.getInt("atttypmod")));
          written
              .computeIfAbsent(position, ignored -> new ArrayList<>())
              .add(row.getInt("attnum") + ":" + row.getString("xid"));
        }
      }
    }
  }

  private static Map<Integer, SortedMap<String, Long>> leaves(
      Connection connection, List<TableId> tables) throws SQLException {
    Map<Integer, SortedMap<String, Long>> leaves = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(LEAVES)) {
      Catalogue.bindNames(statement, tables);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          leaves
              .computeIfAbsent(row.getInt("position"), ignored -> new TreeMap<>())
              .put(row.getLong("oid") + row.getString("made"), row.getLong("relfilenode"));
        }
      }
    }
    return leaves;
  }
}
