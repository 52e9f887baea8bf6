package com.cdc.scenario;

import com.cdc.audit.WatchedTable;
import com.cdc.audit.WatchedTable.OldRow;
import com.cdc.event.TableId;
import com.cdc.testing.TestPostgres;
import java.util.List;
import java.util.Locale;

/** The tables of a scenario, each once at most. All have the columns id, v and note. */
enum TableKind {
  PLAIN(List.of("id"), OldRow.KEY, "(id int PRIMARY KEY, v int, note text)"),
  TEXT_KEY(
      List.of("a", "id"), OldRow.KEY, "(a text, id int, v int, note text, PRIMARY KEY (a, id))"),
  WHOLE(
      List.of("id"),
      OldRow.WHOLE,
      "(id int PRIMARY KEY, v int, note text)",
      "ALTER TABLE %s REPLICA IDENTITY FULL"),
  INDEXED(
      List.of("id"),
      OldRow.KEY,
      "(row_id bigserial PRIMARY KEY, id int NOT NULL, v int, note text,"
          + " CONSTRAINT indexed_id UNIQUE (id))",
      "ALTER TABLE %s REPLICA IDENTITY USING INDEX indexed_id"),
  TOASTED(
      List.of("id"),
      OldRow.KEY,
      "(id int PRIMARY KEY, v int, note text)",
      "ALTER TABLE %s ALTER note SET STORAGE EXTERNAL"),
  TOASTED_WHOLE(
      List.of("id"),
      OldRow.WHOLE,
      "(id int PRIMARY KEY, v int, note text)",
      "ALTER TABLE %s ALTER note SET STORAGE EXTERNAL",
      "ALTER TABLE %s REPLICA IDENTITY FULL"),
  PARTITIONED(
      List.of("id"),
      OldRow.KEY,
      "(id int PRIMARY KEY, v int, note text) PARTITION BY HASH (id)",
      "CREATE TABLE %1$s_0 PARTITION OF %1$s FOR VALUES WITH (MODULUS 3, REMAINDER 0)",
      "CREATE TABLE %1$s_1 PARTITION OF %1$s FOR VALUES WITH (MODULUS 3, REMAINDER 1)",
      "CREATE TABLE %1$s_2 PARTITION OF %1$s FOR VALUES WITH (MODULUS 3, REMAINDER 2)"),
  KEYLESS(
      List.of(),
      OldRow.WHOLE,
      "(id int, v int, note text)",
      "ALTER TABLE %s REPLICA IDENTITY FULL");

  private final List<String> key;
  private final OldRow oldRow;
  private final String columns;
  private final List<String> alterations;

  TableKind(List<String> key, OldRow oldRow, String columns, String... alterations) {
    this.key = key;
    this.oldRow = oldRow;
    this.columns = columns;
    this.alterations = List.of(alterations);
  }

  /** Makes the table in a schema, with rows 1…n and some in the second lane. */
  WatchedTable create(TestPostgres postgres, String schema, int rows) {
    String table = in(schema);
    postgres.execute("CREATE TABLE " + table + " " + columns);
    alterations.forEach(alteration -> postgres.execute(alteration.formatted(table)));
    postgres.execute(
        insert(table, Change.ids(0, 1, rows), 0),
        insert(table, Change.ids(1, 1, Change.KEYS), 0),
        "ANALYZE " + table);
    return new WatchedTable(id(schema), key, oldRow);
  }

  TableId id(String schema) {
    return new TableId(schema, name().toLowerCase(Locale.ROOT));
  }

  String in(String schema) {
    return id(schema).toString();
  }

  boolean hasKey() {
    return !key.isEmpty();
  }

  /** The unique columns, for ON CONFLICT. */
  String uniqueColumns() {
    return String.join(", ", key);
  }

  boolean isToasted() {
    return this == TOASTED || this == TOASTED_WHOLE;
  }

  /** What is set to move a row to another id. */
  String setId(String id) {
    return this == TEXT_KEY ? "id = %s, a = %s".formatted(id, text(id)) : "id = " + id;
  }

  String insert(String table, String ids, int value) {
    return "INSERT INTO %s (%s) SELECT %s FROM %s"
        .formatted(table, columnNames(), row("id", value), ids);
  }

  String columnNames() {
    return this == TEXT_KEY ? "a, id, v, note" : "id, v, note";
  }

  private String row(String id, int value) {
    String rest = "%s, %d, %s".formatted(id, value, note(value));
    return this == TEXT_KEY ? text(id) + ", " + rest : rest;
  }

  /** A NULL now and then; long enough to be stored apart where that is the point. */
  String note(int value) {
    if (value % 10 == 9) {
      return "NULL";
    }
    return isToasted()
        ? "repeat(md5('%d'), %d)".formatted(value, 70 + value % 40)
        : "'note %d'".formatted(value);
  }

  /** A line for COPY, by the same rules. */
  String line(int id, int value) {
    String note = isToasted() ? "%04d".formatted(value).repeat(600) : "copied " + value;
    String rest = id + "\t" + value + "\t" + note + "\n";
    return this == TEXT_KEY ? "it's " + id % 3 + "\t" + rest : rest;
  }

  private static String text(String id) {
    return "'it''s ' || (%s) %% 3".formatted(id);
  }
}
