package com.cdc.postgres;

import com.cdc.event.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What decides whether the current role can capture a configured table.
 *
 * @param exists whether there is such a relation; if not, the rest says nothing
 * @param relkind {@code pg_class.relkind}
 * @param persistence p permanent, u unlogged, t temporary
 * @param usable whether the role has USAGE on the schema
 * @param readable whether the role has SELECT on the table
 * @param filtered whether row-level security would hide rows from the role
 * @param root uppermost ancestor of a partition; null if it is none
 * @param columns names in the table's order
 */
record RelationFacts(
    TableId id,
    boolean exists,
    char relkind,
    char persistence,
    boolean usable,
    boolean readable,
    boolean filtered,
    @Nullable TableId root,
    List<String> columns) {

  private static final Set<Character> TABLE_KINDS = Set.of('r', 'p');

  private static final String READ =
      """
      SELECT wanted.schema, wanted.name, c.oid IS NOT NULL AS found, c.relkind::text AS relkind,
             c.relpersistence::text AS persistence,
             pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS usable,
             pg_catalog.has_table_privilege(c.oid, 'SELECT') AS readable,
             pg_catalog.row_security_active(c.oid) AS filtered,
             rn.nspname AS root_schema, r.relname AS root_name,
             ARRAY(SELECT attname::text FROM pg_catalog.pg_attribute
                    WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
                    ORDER BY attnum) AS columns
        FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS wanted (schema, name, position)
        LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
        LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name
             AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')
        LEFT JOIN pg_catalog.pg_class r
             ON c.relispartition AND r.oid = pg_catalog.pg_partition_root(c.oid)
        LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
       ORDER BY wanted.position
      """;

  /** In the given order, one for each table, existing or not. */
  static List<RelationFacts> read(Connection connection, List<TableId> tables) throws SQLException {
    List<RelationFacts> facts = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      Catalogue.bindNames(statement, tables);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          facts.add(fact(row));
        }
      }
    }
    return facts;
  }

  private static RelationFacts fact(ResultSet row) throws SQLException {
    TableId id = new TableId(row.getString("schema"), row.getString("name"));
    if (!row.getBoolean("found")) {
      return new RelationFacts(id, false, ' ', ' ', false, false, false, null, List.of());
    }
    String rootName = row.getString("root_name");
    return new RelationFacts(
        id,
        true,
        row.getString("relkind").charAt(0),
        row.getString("persistence").charAt(0),
        row.getBoolean("usable"),
        row.getBoolean("readable"),
        row.getBoolean("filtered"),
        rootName == null ? null : new TableId(row.getString("root_schema"), rootName),
        Catalogue.texts(row, "columns"));
  }

  /** Whether it is something whose changes PostgreSQL can publish at all. */
  boolean isCapturable() {
    return exists && persistence == 'p' && TABLE_KINDS.contains(relkind);
  }
}
