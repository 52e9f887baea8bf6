package com.cdc.lakehouse;

import com.cdc.event.ColumnRule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Types by the text that {@code format_type} once wrote, as a database understands it now. */
final class TypeNames {

  // the session has an empty search_path, as it had when the text was written
  private static final String RESOLVE =
      "SELECT name, pg_catalog.to_regtype(name)::oid AS oid FROM unnest(?::text[]) AS t (name)"
          + " WHERE name <> '???'";

  private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(-?\\d+)\\)(\\[])*");

  private final SparkTypes types;
  private final Map<String, Long> oids;

  private TypeNames(SparkTypes types, Map<String, Long> oids) {
    this.types = types;
    this.oids = oids;
  }

  /** Looks these texts up; a type that is gone is not an error. */
  static TypeNames resolve(Connection connection, SparkTypes types, Collection<String> names)
      throws SQLException {
    Map<String, Long> oids = new HashMap<>();
    if (!names.isEmpty()) {
      try (PreparedStatement statement = connection.prepareStatement(RESOLVE)) {
        statement.setArray(1, connection.createArrayOf("text", names.toArray()));
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            oids.put(row.getString("name"), row.getLong("oid")); // 0 for NULL
          }
        }
      }
    }
    return new TypeNames(types, oids);
  }

  /** Whether the database has no such type any more. */
  boolean isGone(String name) {
    return oids.getOrDefault(name, 0L) == 0;
  }

  /** STRING for a type that is gone. */
  String spark(LandedShape.Column column) {
    return types.of(
        oids.getOrDefault(column.type(), 0L),
        modifier(column.type()),
        column.isRuled() ? ColumnRule.HASH : ColumnRule.KEEP);
  }

  /** What {@code numerictypmodin} makes of it; no other type's modifier matters here. */
  private static int modifier(String name) {
    Matcher numeric = NUMERIC.matcher(name);
    if (!numeric.matches()) {
      return -1;
    }
    int precision = Integer.parseInt(numeric.group(1));
    int scale = Integer.parseInt(numeric.group(2));
    return ((precision << 16) | (scale & 0x7ff)) + 4;
  }
}
