package com.cdc.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column as it was sent, with what only the catalogue knows of it.
 *
 * @param type its declared type, perhaps a domain
 * @param typeName the type with its modifier, as {@code format_type} writes it
 * @param number {@code attnum}; 0 if the table has no such column any more
 * @param notNull whether it is declared NOT NULL; false where that is not known
 * @param missing PostgreSQL's text of the value that rows take which are older than the column
 *     ({@code attmissingval}); null if that is NULL, or not known
 */
public record SentColumn(
    String name,
    long type,
    int modifier,
    String typeName,
    int number,
    boolean notNull,
    @Nullable String missing) {

  // a partitioned table has no rows, so the value stands with its partitions; found without
  // pg_partition_tree, which would lock them
  private static final String DESCRIBE =
      """
      WITH RECURSIVE part (oid) AS (
            SELECT ?::oid
            UNION ALL
            SELECT i.inhrelid
              FROM part JOIN pg_catalog.pg_inherits i ON i.inhparent = part.oid
              JOIN pg_catalog.pg_class child ON child.oid = i.inhrelid AND child.relispartition)
      SELECT sent.name, sent.type, sent.modifier,
             pg_catalog.format_type(sent.type, sent.modifier) AS type_name,
             coalesce(a.attnum, 0) AS number, coalesce(a.attnotnull, false) AS not_null,
             coalesce(a.attmissingval::text,
                      (SELECT held.attmissingval::text
                         FROM part JOIN pg_catalog.pg_attribute held
                              ON held.attrelid = part.oid AND held.attname = a.attname
                        WHERE held.atthasmissing LIMIT 1)) AS missing
        FROM unnest(?::text[], ?::oid[], ?::int4[])
             WITH ORDINALITY AS sent (name, type, modifier, place)
        LEFT JOIN pg_catalog.pg_attribute a
             ON a.attrelid = ?::oid AND a.attname = sent.name AND a.atttypid = sent.type
             AND NOT a.attisdropped
       ORDER BY sent.place
      """;

  /**
   * Describes columns of a table by what the catalogue says now; one that was renamed, retyped or
   * dropped since it was sent has number 0.
   */
  public static List<SentColumn> describe(
      Connection connection, long relation, List<TableStamp.Column> sent) throws SQLException {
    List<SentColumn> described = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(DESCRIBE)) {
      statement.setLong(1, relation);
      statement.setArray(2, array(connection, "text", sent, TableStamp.Column::name));
      statement.setArray(3, array(connection, "int8", sent, TableStamp.Column::type));
      statement.setArray(4, array(connection, "int4", sent, TableStamp.Column::modifier));
      statement.setLong(5, relation);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          described.add(
              new SentColumn(
                  row.getString("name"),
                  row.getLong("type"),
                  row.getInt("modifier"),
                  row.getString("type_name"),
                  row.getInt("number"),
                  row.getBoolean("not_null"),
                  onlyElement(row.getString("missing"))));
        }
      }
    }
    return described;
  }

  private interface Part {
    Object of(TableStamp.Column column);
  }

  private static Array array(
      Connection connection, String type, List<TableStamp.Column> sent, Part part)
      throws SQLException {
    return connection.createArrayOf(type, sent.stream().map(part::of).toArray());
  }

  /** The text of the element of an array that has one: {@code {5}}, {@code {"a b"}}. */
  private static @Nullable String onlyElement(@Nullable String array) {
    if (array == null) {
      return null;
    }
    String inner = array.substring(array.indexOf('{') + 1, array.length() - 1);
    if (!inner.startsWith("\"")) {
      return inner;
    }
    StringBuilder element = new StringBuilder();
    for (int i = 1; i < inner.length() - 1; i++) {
      if (inner.charAt(i) == '\\') {
        i++;
      }
      element.append(inner.charAt(i));
    }
    return element.toString();
  }
}
