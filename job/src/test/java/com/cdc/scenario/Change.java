package com.cdc.scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * One kind of statement on one table. Sessions that are open side by side have a lane of ids each,
 * so that they do not wait for one another.
 *
 * @param key 1 to {@link #KEYS}, like {@code other}
 * @param value of what is written
 */
record Change(Verb verb, TableKind table, int key, int other, int value) implements Statement {

  static final int KEYS = 20;
  private static final int LANE = 1000;

  enum Verb {
    INSERT,
    UPSERT,
    INSERT_MANY,
    UPDATE,
    UPDATE_NOTE,
    UPDATE_MANY,
    MOVE,
    SWAP,
    DELETE,
    DELETE_MANY,
    DELETE_AND_INSERT,
    TRUNCATE
  }

  /** The first id of a lane that is not used. */
  static String ids(int lane, int from, int to) {
    return "generate_series(%d, %d) id".formatted(id(lane, from), id(lane, to));
  }

  private static int id(int lane, int key) {
    return lane * LANE + key;
  }

  @Override
  public List<String> sql(String schema, int lane) {
    String name = table.in(schema);
    int id = id(lane, key);
    int last = id(lane, Math.max(key, other));
    String one = ids(lane, key, key);
    String skip = " ON CONFLICT DO NOTHING";
    return switch (verb) {
      case INSERT -> List.of(table.insert(name, one, value) + skip);
      case UPSERT -> List.of(table.insert(name, one, value) + onConflictUpdate());
      case INSERT_MANY ->
          List.of(table.insert(name, ids(lane, key, Math.max(key, other)), value) + skip);
      case UPDATE -> List.of("UPDATE %s SET v = %d WHERE id = %d".formatted(name, value, id));
      case UPDATE_NOTE ->
          List.of("UPDATE %s SET note = %s WHERE id = %d".formatted(name, table.note(value), id));
      case UPDATE_MANY ->
          List.of("UPDATE %s SET v = v + 1 WHERE id BETWEEN %d AND %d".formatted(name, id, last));
      case MOVE -> move(name, id, id(lane, other));
      case SWAP -> {
        List<String> moves = new ArrayList<>(move(name, id, -1 - lane));
        moves.addAll(move(name, id(lane, other), id));
        moves.addAll(move(name, -1 - lane, id(lane, other)));
        yield moves;
      }
      case DELETE -> List.of("DELETE FROM %s WHERE id = %d".formatted(name, id));
      case DELETE_MANY ->
          List.of("DELETE FROM %s WHERE id BETWEEN %d AND %d".formatted(name, id, last));
      case DELETE_AND_INSERT ->
          List.of(
              "DELETE FROM %s WHERE id = %d".formatted(name, id),
              table.insert(name, one, value) + skip);
      case TRUNCATE -> List.of("TRUNCATE " + name);
    };
  }

  private String onConflictUpdate() {
    return table.hasKey()
        ? " ON CONFLICT (" + table.uniqueColumns() + ") DO UPDATE SET v = excluded.v"
        : "";
  }

  private List<String> move(String name, int from, int to) {
    // a row that moves between chunks read in different snapshots lands without what is unchanged:
    // a limit that is documented
    String note = table == TableKind.TOASTED ? ", note = " + table.note(value) : "";
    return List.of(
        "UPDATE %1$s SET %2$s%3$s WHERE id = %4$d AND NOT EXISTS (SELECT FROM %1$s o WHERE o.id = %5$d)"
            .formatted(name, table.setId(String.valueOf(to)), note, from, to));
  }

  /** For humans. */
  @Override
  public String toString() {
    return "%s %s %d,%d=%d".formatted(verb, table, key, other, value);
  }
}
