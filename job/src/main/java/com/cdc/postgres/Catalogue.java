package com.cdc.postgres;

import com.cdc.event.TableId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Reads tables and types from the system catalogue, by exact name. Any role may. */
public final class Catalogue {

  /** The columns of the replica identity of {@code pg_class c}, in the order of its index. */
  static final String KEY_COLUMNS =
      """
             ARRAY(SELECT k.attname::text
                     FROM pg_catalog.pg_index i
                    CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS part (attnum, place)
                     JOIN pg_catalog.pg_attribute k
                          ON k.attrelid = i.indrelid AND k.attnum = part.attnum
                    WHERE i.indrelid = c.oid AND i.indisvalid AND part.place <= i.indnkeyatts
                      AND CASE c.relreplident
                            WHEN 'd' THEN i.indisprimary AND i.indimmediate
                            WHEN 'f' THEN i.indisprimary
                            WHEN 'i' THEN i.indisreplident
                            ELSE false END
                    ORDER BY part.place)
      """;

  /** One row per column, in the order of the wanted tables and of their columns. */
  private static final String TABLES =
      """
      SELECT wanted.position, c.oid, c.relkind::text AS relkind,
             c.relreplident::text AS replica_identity, size.bytes, size.rows,
             """
          + KEY_COLUMNS
          + """
             AS key_columns,
             a.attname, a.attnum, a.atttypid, a.atttypmod, a.attnotnull,
             a.attgenerated <> '' AS generated,
             pg_catalog.format_type(a.atttypid, a.atttypmod) AS type_name
        FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS wanted (schema, name, position)
        JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
        JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name
             AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
       CROSS JOIN LATERAL (
             SELECT sum(pg_catalog.pg_table_size(leaf.oid)) AS bytes,
                    CASE WHEN max(leaf.reltuples) < 0 THEN -1
                         ELSE sum(greatest(leaf.reltuples, 0)
                                  * pg_catalog.pg_relation_size(leaf.oid)
                                  / (greatest(leaf.relpages, 1)
                                     * current_setting('block_size')::float8)) END AS rows
               FROM (SELECT c.oid WHERE c.relkind <> 'p'
                     UNION ALL
                     SELECT relid FROM pg_catalog.pg_partition_tree(c.oid)
                      WHERE isleaf AND c.relkind = 'p') AS held (oid)
               JOIN pg_catalog.pg_class leaf ON leaf.oid = held.oid) AS size
        LEFT JOIN pg_catalog.pg_attribute a
             ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       ORDER BY wanted.position, a.attnum
      """;

  // typoutput decides the text: int2vector has elements too but is not written as an array.
  // Every table is a composite type as well; only those that serve as one are taken apart
  private static final String TYPES =
      """
      WITH used AS MATERIALIZED (
             SELECT atttypid AS oid FROM pg_catalog.pg_attribute
              UNION
             SELECT typbasetype FROM pg_catalog.pg_type WHERE typtype = 'd')
      SELECT t.oid, n.nspname, t.typname, t.typtype::text AS kind, t.typbasetype,
             CASE WHEN t.typoutput = 'pg_catalog.array_out'::pg_catalog.regproc
                  THEN t.typelem ELSE 0 END AS element,
             t.typdelim::text AS delimiter, t.typtypmod, t.typlen, part.names, part.types
        FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
        LEFT JOIN (
             SELECT a.attrelid, pg_catalog.array_agg(a.attname::text ORDER BY a.attnum) AS names,
                    pg_catalog.array_agg(a.atttypid::int8 ORDER BY a.attnum) AS types
               FROM pg_catalog.pg_type c
               JOIN pg_catalog.pg_attribute a ON a.attrelid = c.typrelid
              WHERE c.typtype = 'c' AND a.attnum > 0 AND NOT a.attisdropped
                AND (c.oid IN (SELECT oid FROM used) OR c.typarray IN (SELECT oid FROM used))
              GROUP BY a.attrelid) AS part ON part.attrelid = t.typrelid AND t.typtype = 'c'
      """;

  /** What a row takes besides its values: header and item pointer. */
  private static final int ROW_OVERHEAD = 28;

  /** A guess for a value of varying length where nothing is known; the planner's own. */
  private static final int VARYING_LENGTH = 32;

  private Catalogue() {}

  /**
   * The tables in the given order; one that does not exist is absent. What is found may also be a
   * view or the like: see {@link CapturedTable#relkind()}.
   */
  public static Map<TableId, CapturedTable> tables(Connection connection, List<TableId> tables)
      throws SQLException {
    Map<TableId, CapturedTable> found = new LinkedHashMap<>();
    if (tables.isEmpty()) {
      return found;
    }
    List<TableId> wanted = List.copyOf(new LinkedHashSet<>(tables));
    TypeCatalogue types = types(connection);
    try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
      bindNames(statement, wanted);
      try (ResultSet row = statement.executeQuery()) {
        boolean more = row.next();
        while (more) {
          TableId id = wanted.get(row.getInt("position") - 1);
          more = readTable(row, id, types, found);
        }
      }
    }
    return found;
  }

  /** The columns of a table's replica identity as they are now; none if there is no such table. */
  public static List<String> keyColumns(Connection connection, long relation) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT " + KEY_COLUMNS + " AS key_columns FROM pg_catalog.pg_class c WHERE oid = ?")) {
      statement.setLong(1, relation);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? texts(row, "key_columns") : List.of();
      }
    }
  }

  /** Every type of the database. */
  public static TypeCatalogue types(Connection connection) throws SQLException {
    Map<Long, TypeInfo> types = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(TYPES)) {
      while (row.next()) {
        TypeInfo type =
            new TypeInfo(
                row.getLong("oid"),
                row.getString("nspname"),
                row.getString("typname"),
                row.getString("kind").charAt(0),
                row.getLong("typbasetype"),
                row.getLong("element"),
                row.getString("delimiter").charAt(0),
                row.getInt("typtypmod"),
                row.getInt("typlen"),
                attributes(row));
        types.put(type.oid(), type);
      }
    }
    return new TypeCatalogue(types);
  }

  private static List<TypeInfo.Attribute> attributes(ResultSet row) throws SQLException {
    List<String> names = texts(row, "names");
    if (names.isEmpty()) {
      return List.of();
    }
    Long[] types = (Long[]) row.getArray("types").getArray();
    List<TypeInfo.Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      attributes.add(new TypeInfo.Attribute(names.get(i), types[i]));
    }
    return attributes;
  }

  /** Binds the tables as two arrays: parameters 1 (schemas) and 2 (names). */
  static void bindNames(PreparedStatement statement, List<TableId> tables) throws SQLException {
    Connection connection = statement.getConnection();
    statement.setArray(
        1, connection.createArrayOf("text", tables.stream().map(TableId::schema).toArray()));
    statement.setArray(
        2, connection.createArrayOf("text", tables.stream().map(TableId::name).toArray()));
  }

  /** The texts of an array column. */
  static List<String> texts(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
  }

  /** Reads the rows of one table; returns whether the cursor stands on another table's row. */
  private static boolean readTable(
      ResultSet row, TableId id, TypeCatalogue types, Map<TableId, CapturedTable> found)
      throws SQLException {
    int position = row.getInt("position");
    long relationId = row.getLong("oid");
    List<String> keyColumns = texts(row, "key_columns");
    char replicaIdentity = row.getString("replica_identity").charAt(0);
    char relkind = row.getString("relkind").charAt(0);
    long rows = row.getLong("rows");
    long bytes = row.getLong("bytes");
    List<ColumnInfo> columns = new ArrayList<>();
    boolean more = true;
    while (more && row.getInt("position") == position) {
      if (row.getInt("attnum") != 0) { // a table may have no columns at all
        columns.add(readColumn(row, types));
      }
      more = row.next();
    }
    found.put(
        id,
        new CapturedTable(
            id,
            relationId,
            columns,
            keyColumns,
            replicaIdentity,
            relkind,
            rows,
            bytes,
            averageRowBytes(rows, bytes, columns, types)));
    return more;
  }

  private static ColumnInfo readColumn(ResultSet row, TypeCatalogue types) throws SQLException {
    long typeOid = row.getLong("atttypid");
    return new ColumnInfo(
        row.getString("attname"),
        row.getInt("attnum"),
        typeOid,
        types.baseTypeOf(typeOid),
        types.elementTypeOf(typeOid),
        types.typmodOf(typeOid, row.getInt("atttypmod")),
        row.getInt("atttypmod"),
        row.getString("type_name"),
        row.getBoolean("attnotnull"),
        row.getBoolean("generated"));
  }

  private static int averageRowBytes(
      long rows, long bytes, List<ColumnInfo> columns, TypeCatalogue types) {
    if (rows > 0 && bytes > 0) {
      return (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / rows));
    }
    int width = ROW_OVERHEAD;
    for (ColumnInfo column : columns) {
      TypeInfo type = types.type(column.baseTypeOid());
      width += type != null && type.length() > 0 ? type.length() : VARYING_LENGTH;
    }
    return width;
  }
}
