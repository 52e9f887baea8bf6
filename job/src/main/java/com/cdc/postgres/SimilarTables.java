package com.cdc.postgres;

import com.cdc.config.Suggestion;
import com.cdc.event.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what somebody may have meant who named a table that does not exist. */
final class SimilarTables {

  private static final int SUGGESTIONS = 3;

  private static final String USER_TABLES =
      """
      SELECT n.nspname, c.relname
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
         AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
      """;

  private record Candidate(TableId id, int distance) {}

  private final List<TableId> existing;

  private SimilarTables(List<TableId> existing) {
    this.existing = existing;
  }

  static SimilarTables read(Connection connection) throws SQLException {
    List<TableId> existing = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(USER_TABLES)) {
      while (row.next()) {
        existing.add(new TableId(row.getString(1), row.getString(2)));
      }
    }
    return new SimilarTables(existing);
  }

  /** The closest few, best first: few letters differ, or only the schema or upper case does. */
  List<TableId> to(TableId missing) {
    return existing.stream()
        .map(id -> new Candidate(id, distance(missing, id)))
        .filter(c -> c.distance() <= Math.max(2, missing.toString().length() / 4))
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::id))
        .limit(SUGGESTIONS)
        .map(Candidate::id)
        .toList();
  }

  private static int distance(TableId missing, TableId existing) {
    if (missing.name().equalsIgnoreCase(existing.name())) {
      return missing.schema().equalsIgnoreCase(existing.schema()) ? 0 : 1;
    }
    return Suggestion.distance(
        missing.toString().toLowerCase(Locale.ROOT), existing.toString().toLowerCase(Locale.ROOT));
  }
}
