package com.cdc.verify;

import com.cdc.event.TableId;
import com.cdc.postgres.ColumnInfo;
import com.cdc.postgres.Quoting;
import com.cdc.postgres.TypeCatalogue;
import com.cdc.postgres.TypeInfo;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a role needs to compare a table, beyond what it needs to capture it. */
final class VerifyPrivileges {

  private VerifyPrivileges() {}

  /**
   * Looks before the landing is read, which may take long.
   *
   * @throws LandingException with the statements to run, if something is lacking
   */
  static void require(
      Connection connection, TableId table, List<ColumnInfo> columns, TypeCatalogue types)
      throws SQLException {
    Set<String> schemas = new TreeSet<>(Set.of(table.schema()));
    columns.forEach(column -> addSchemas(column.typeOid(), types, schemas));
    String role = Quoting.identifier(connection.getMetaData().getUserName());
    String database = Quoting.identifier(connection.getCatalog());
    List<String> grants = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMPORARY'),
                   ARRAY(SELECT nspname::text FROM pg_catalog.pg_namespace
                          WHERE nspname = ANY (?) AND NOT pg_catalog.has_schema_privilege(oid, 'USAGE')
                          ORDER BY nspname),
                   (SELECT pg_catalog.has_table_privilege(c.oid, 'SELECT') FROM pg_catalog.pg_class c
                      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                     WHERE n.nspname = ? AND c.relname = ?)
            """)) {
      query.setArray(1, connection.createArrayOf("text", schemas.toArray()));
      query.setString(2, table.schema());
      query.setString(3, table.name());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        if (!row.getBoolean(1)) {
          grants.add("GRANT TEMPORARY ON DATABASE " + database + " TO " + role + ";");
        }
        for (String schema : (String[]) row.getArray(2).getArray()) {
          grants.add("GRANT USAGE ON SCHEMA " + Quoting.identifier(schema) + " TO " + role + ";");
        }
        if (!row.getBoolean(3)) {
          grants.add("GRANT SELECT ON " + Quoting.table(table) + " TO " + role + ";");
        }
      }
    }
    if (!grants.isEmpty()) {
      throw new LandingException(
          "To compare it, the user needs a temporary table, the types of its columns and its rows."
              + " Run as an administrator: "
              + String.join(" ", grants));
    }
  }

  /** Their values are cast to types by name. */
  private static void addSchemas(long type, TypeCatalogue types, Set<String> schemas) {
    long element = types.elementTypeOf(type);
    for (long each : new long[] {type, types.baseTypeOf(type), element}) {
      TypeInfo known = types.type(each);
      if (known != null) {
        schemas.add(known.schema());
        known.attributes().forEach(a -> addSchemas(a.typeOid(), types, schemas));
      }
    }
  }
}
