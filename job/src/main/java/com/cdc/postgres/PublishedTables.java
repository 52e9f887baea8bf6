package com.cdc.postgres;

import com.cdc.event.TableId;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A publication and the tables it sends, as {@code pg_publication_tables} resolves them: {@code FOR
 * ALL TABLES}, schemas and partitions are expanded.
 *
 * @param publication its name
 * @param allTables whether it is FOR ALL TABLES
 * @param operations those of insert, update, delete, truncate that it sends
 * @param viaRoot whether changes of partitions are sent as changes of their root
 * @param tables by schema and name
 */
public record PublishedTables(
    String publication,
    boolean allTables,
    List<String> operations,
    boolean viaRoot,
    Map<TableId, PublishedTable> tables)
    implements Serializable {

  /** What a publication must send so that nothing is missed. */
  public static final List<String> ALL_OPERATIONS =
      List.of("insert", "update", "delete", "truncate");

  private static final String PUBLICATION =
      """
      SELECT puballtables, pubviaroot,
             array_remove(ARRAY[CASE WHEN pubinsert THEN 'insert' END,
                                CASE WHEN pubupdate THEN 'update' END,
                                CASE WHEN pubdelete THEN 'delete' END,
                                CASE WHEN pubtruncate THEN 'truncate' END], NULL) AS operations
        FROM pg_catalog.pg_publication WHERE pubname = ?
      """;

  // The view has no attnames and rowfilter before 15; as JSON a missing one reads as null.
  // Generated
  // columns are sent only from 18 on, where attnames tells which; before, the view may list them.
  private static final String TABLES =
      """
SELECT p.schemaname, p.tablename, to_jsonb(p) ->> 'rowfilter' AS row_filter,
       ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                AND (published.names IS NULL
                     OR a.attname::text IN (SELECT jsonb_array_elements_text(published.names)))
                AND (a.attgenerated = ''
                     OR current_setting('server_version_num')::int >= 180000)
              ORDER BY a.attnum) AS columns
  FROM pg_catalog.pg_publication_tables p
 CROSS JOIN LATERAL (SELECT NULLIF(to_jsonb(p) -> 'attnames', 'null')) AS published (names)
  JOIN pg_catalog.pg_namespace n ON n.nspname = p.schemaname
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = p.tablename
 WHERE p.pubname = ?
 ORDER BY p.schemaname, p.tablename
""";

  // members by schema exist from 15 on; where there are none, adding a table twice is refused
  private static final String OUTSIDE =
      """
      SELECT n.nspname, c.relname
        FROM unnest(?::text[], ?::text[]) AS wanted (schema, name)
        JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
        JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name
        JOIN pg_catalog.pg_publication p ON p.pubname = ?
       WHERE NOT p.puballtables
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_publication_rel r
                          WHERE r.prpubid = p.oid AND r.prrelid = c.oid)
      """;

  public PublishedTables {
    operations = List.copyOf(operations);
    tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
  }

  /** The publication of that name in the connection's database; empty if there is none. */
  public static Optional<PublishedTables> find(Connection connection, String publication)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PUBLICATION)) {
      statement.setString(1, publication);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        return Optional.of(
            new PublishedTables(
                publication,
                row.getBoolean("puballtables"),
                Catalogue.texts(row, "operations"),
                row.getBoolean("pubviaroot"),
                tables(connection, publication)));
      }
    }
  }

  /** Those of the tables that are no members of it, by name, schema or FOR ALL TABLES. */
  List<TableId> outside(Connection connection, List<TableId> some) throws SQLException {
    List<TableId> outside = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(OUTSIDE)) {
      Catalogue.bindNames(statement, some);
      statement.setString(3, publication);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          outside.add(new TableId(row.getString("nspname"), row.getString("relname")));
        }
      }
    }
    return outside;
  }

  private static Map<TableId, PublishedTable> tables(Connection connection, String publication)
      throws SQLException {
    Map<TableId, PublishedTable> tables = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
      statement.setString(1, publication);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          TableId id = new TableId(row.getString("schemaname"), row.getString("tablename"));
          tables.put(
              id,
              new PublishedTable(id, Catalogue.texts(row, "columns"), row.getString("row_filter")));
        }
      }
    }
    return tables;
  }
}
