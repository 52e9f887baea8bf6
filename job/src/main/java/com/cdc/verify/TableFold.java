package com.cdc.verify;

import com.cdc.event.Operation;
import com.cdc.event.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Folds the records of one table by key and position, in whatever order they come, to the rows the
 * table should hold.
 *
 * <p>Per key it keeps the newest version and, while that lacks unchanged values, older ones down to
 * the first whole one. A key change whose new row lacks values needs the history of the old key,
 * which may be gone by the time this shows: then {@link #needsAnotherPass} asks for all records
 * once more, and {@link #nextPass} knows what to keep. Not thread-safe.
 */
final class TableFold {

  private static final class Version {
    final Position position;
    final @Nullable String line;
    final @Nullable String oldKey;
    @Nullable Version older;

    Version(Position position, @Nullable String line, @Nullable String oldKey) {
      this.position = position;
      this.line = line;
      this.oldKey = oldKey;
    }

    boolean isWhole() {
      return endsTheSearch() && (line == null || !line.contains(CopyText.ABSENT));
    }

    boolean endsTheSearch() {
      return line == null || !line.contains(CopyText.UNCHANGED);
    }
  }

  private final Keys keys;
  private final List<String> columns;
  private final SchemaVersions schemas;
  private final Map<String, NavigableSet<Position>> pins;
  private final Map<String, NavigableSet<Position>> newPins = new HashMap<>();
  private final Map<String, Version> newest = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private @Nullable Position truncated;
  private @Nullable Position keyless;

  /**
   * A fold of no records yet.
   *
   * @param schemas tell what a row holds in columns that are younger than it
   */
  TableFold(Keys keys, List<String> columns, SchemaVersions schemas) {
    this(keys, columns, schemas, Map.of());
  }

  private TableFold(
      Keys keys,
      List<String> columns,
      SchemaVersions schemas,
      Map<String, NavigableSet<Position>> pins) {
    this.keys = keys;
    this.columns = List.copyOf(columns);
    this.schemas = schemas;
    this.pins = pins;
  }

  void add(LandedRecord record) {
    Position position = record.position();
    if (record.operation() == Operation.TRUNCATE) {
      truncated = truncated == null || position.compareTo(truncated) > 0 ? position : truncated;
      return;
    }
    if (!keys.areIn(record.columns())) {
      keyless = keyless == null || position.compareTo(keyless) > 0 ? position : keyless;
      return;
    }
    boolean deleted = record.operation() == Operation.DELETE;
    String oldKey = null;
    if (record.oldKey() != null && !record.unchanged().isEmpty()) {
      oldKey = keys.of(record.oldKey());
      pin(oldKey, beforeTheKeyChange(position));
    }
    String key = keys.of(record.columns());
    String line = deleted ? null : CopyText.encode(record, columns);
    insert(key, new Version(position, line, oldKey));
  }

  /** Whether the rows are only right after all records have gone through {@link #nextPass}. */
  boolean needsAnotherPass() {
    return !newPins.isEmpty();
  }

  TableFold nextPass() {
    Map<String, NavigableSet<Position>> all = new HashMap<>(pins);
    newPins.forEach((key, positions) -> all.put(key, union(all.get(key), positions)));
    return new TableFold(keys, columns, schemas, all);
  }

  /** Passes on every row as a line for COPY, without the line break. */
  void forEachRow(Consumer<String> row) {
    newest.forEach(
        (key, version) -> {
          if (version.line != null && !isTruncated(version)) {
            row.accept(version.isWhole() ? version.line : resolved(key, version));
          }
        });
  }

  /** What could not be resolved, after {@link #forEachRow}. */
  List<String> problems() {
    if (keyless != null && (truncated == null || keyless.compareTo(truncated) > 0)) {
      problems.add(
          "the record at %s lacks a column of the key %s".formatted(keyless, keys.columns()));
    }
    return problems;
  }

  private void insert(String key, Version version) {
    Version newer = null;
    Version here = newest.get(key);
    while (here != null && here.position.compareTo(version.position) > 0) {
      newer = here;
      here = here.older;
    }
    // the same position again is a double, which DoubleFinder reports
    version.older = here != null && here.position.equals(version.position) ? here.older : here;
    if (newer == null) {
      newest.put(key, version);
    } else {
      newer.older = version;
    }
    prune(key);
  }

  private void prune(String key) {
    NavigableSet<Position> keyPins = pins.get(key);
    Version kept = newest.get(key);
    boolean searching = true;
    while (kept != null) {
      searching &= !kept.endsTheSearch();
      while (kept.older != null && !searching && !isPinned(keyPins, kept.older, kept)) {
        kept.older = kept.older.older;
      }
      searching |= isPinned(keyPins, kept.older, kept);
      kept = kept.older;
    }
  }

  /** Whether a key change between the two versions reads its values from the older one. */
  private static boolean isPinned(
      @Nullable NavigableSet<Position> pins, @Nullable Version older, Version newer) {
    Position pin = pins == null || older == null ? null : pins.higher(older.position);
    return pin != null && pin.compareTo(newer.position) <= 0;
  }

  private String resolved(String key, Version version) {
    String[] fields = CopyText.fields(columns.isEmpty() ? "" : String.valueOf(version.line));
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].equals(CopyText.UNCHANGED)) {
        fields[i] = earlierValue(key, version, i);
      } else if (fields[i].equals(CopyText.ABSENT)) {
        fields[i] = existing(i, version);
      }
    }
    return String.join("\t", fields);
  }

  private String existing(int column, Version version) {
    return CopyText.field(schemas.existing(columns.get(column), version.position));
  }

  private String earlierValue(String key, Version version, int column) {
    Version earlier = before(version);
    while (earlier != null && earlier.line != null && !isTruncated(earlier)) {
      String field = CopyText.fields(earlier.line)[column];
      if (field.equals(CopyText.ABSENT)) {
        return existing(column, earlier);
      }
      if (!field.equals(CopyText.UNCHANGED)) {
        return field;
      }
      earlier = before(earlier);
    }
    problems.add(
        "column %s of key %s is unchanged at %s, but no earlier record has its value"
            .formatted(columns.get(column), Keys.display(key), version.position));
    return CopyText.NULL;
  }

  private @Nullable Version before(Version version) {
    if (version.oldKey == null) {
      return version.older;
    }
    Position change = beforeTheKeyChange(version.position);
    Version earlier = newest.get(version.oldKey);
    while (earlier != null && earlier.position.compareTo(change) >= 0) {
      earlier = earlier.older;
    }
    return earlier;
  }

  private boolean isTruncated(Version version) {
    return truncated != null && version.position.compareTo(truncated) < 0;
  }

  private void pin(String key, Position position) {
    NavigableSet<Position> known = pins.get(key);
    if (known == null || !known.contains(position)) {
      newPins.computeIfAbsent(key, k -> new TreeSet<>()).add(position);
    }
  }

  /** A key change is the old key's {@code d} at n and the new key's {@code u} at n+1. */
  private static Position beforeTheKeyChange(Position position) {
    return new Position(position.epoch(), position.lsn(), position.seq() - 1);
  }

  private static NavigableSet<Position> union(
      @Nullable NavigableSet<Position> some, NavigableSet<Position> more) {
    NavigableSet<Position> union = new TreeSet<>(more);
    if (some != null) {
      union.addAll(some);
    }
    return union;
  }
}
