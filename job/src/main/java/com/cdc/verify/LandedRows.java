package com.cdc.verify;

import com.cdc.event.Operation;
import com.cdc.event.Position;
import com.cdc.verify.TableFold.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows that the records of a table fold to, in whatever order they come, in bounded memory: the
 * records go through temporary files, and one part of the keys is folded after the other. What is
 * held for all parts is where a key change takes its values from. Not thread-safe.
 */
final class LandedRows implements AutoCloseable {

  private final Keys keys;
  private final List<String> columns;
  private final SchemaVersions schemas;
  private final FoldSpool spool;
  private final Map<String, NavigableSet<Position>> pins = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private @Nullable Position truncated;
  private @Nullable Position keyless;

  /**
   * No records yet.
   *
   * @param schemas tell what a row holds in columns that are younger than it
   * @param parts into how many the keys are parted
   * @param temporary directory for files
   */
  LandedRows(Keys keys, List<String> columns, SchemaVersions schemas, int parts, Path temporary) {
    this.keys = keys;
    this.columns = List.copyOf(columns);
    this.schemas = schemas;
    spool = new FoldSpool(temporary, parts);
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
    String oldKey = null;
    if (record.oldKey() != null && !record.unchanged().isEmpty()) {
      oldKey = keys.of(record.oldKey());
      pins.computeIfAbsent(oldKey, k -> new TreeSet<>()).add(beforeTheKeyChange(position));
    }
    boolean deleted = record.operation() == Operation.DELETE;
    String line = deleted ? null : CopyText.encode(record, columns);
    spool.add(new FoldEntry(keys.of(record.columns()), position, line, oldKey));
  }

  /** Passes on every row as a line for COPY, without the line break. */
  void forEachRow(Consumer<String> row) {
    TableFold oldKeys = new TableFold(pins);
    for (int part = 0; part < spool.parts() && !pins.isEmpty(); part++) {
      spool.forEach(
          part,
          entry -> {
            if (pins.containsKey(entry.key())) {
              oldKeys.add(entry);
            }
          });
    }
    for (int part = 0; part < spool.parts(); part++) {
      TableFold fold = new TableFold(Map.of());
      spool.forEach(part, fold::add);
      fold.forEach(
          (key, version) -> {
            if (version.entry().line() != null && !isTruncated(version)) {
              row.accept(resolved(key, version, oldKeys));
            }
          });
    }
  }

  /** What could not be resolved, after {@link #forEachRow}. */
  List<String> problems() {
    if (keyless != null && (truncated == null || keyless.compareTo(truncated) > 0)) {
      problems.add(
          "the record at %s lacks a column of the key %s".formatted(keyless, keys.columns()));
    }
    return problems;
  }

  /** Frees the disk. */
  @Override
  public void close() throws IOException {
    spool.close();
  }

  private String resolved(String key, Version version, TableFold oldKeys) {
    String line = String.valueOf(version.entry().line());
    if (!line.contains(CopyText.UNCHANGED) && !line.contains(CopyText.ABSENT)) {
      return line;
    }
    String[] fields = CopyText.fields(line);
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].equals(CopyText.UNCHANGED)) {
        fields[i] = earlierValue(key, version, i, oldKeys);
      } else if (fields[i].equals(CopyText.ABSENT)) {
        fields[i] = existing(i, version);
      }
    }
    return String.join("\t", fields);
  }

  private String existing(int column, Version version) {
    return CopyText.field(schemas.existing(columns.get(column), version.entry().position()));
  }

  private String earlierValue(String key, Version version, int column, TableFold oldKeys) {
    Version earlier = before(version, oldKeys);
    while (earlier != null && earlier.entry().line() != null && !isTruncated(earlier)) {
      String field = CopyText.fields(earlier.entry().line())[column];
      if (field.equals(CopyText.ABSENT)) {
        return existing(column, earlier);
      }
      if (!field.equals(CopyText.UNCHANGED)) {
        return field;
      }
      earlier = before(earlier, oldKeys);
    }
    problems.add(
        "column %s of key %s is unchanged at %s, but no earlier record has its value"
            .formatted(columns.get(column), Keys.display(key), version.entry().position()));
    return CopyText.NULL;
  }

  private static @Nullable Version before(Version version, TableFold oldKeys) {
    String oldKey = version.entry().oldKey();
    if (oldKey == null) {
      return version.older();
    }
    Position change = beforeTheKeyChange(version.entry().position());
    Version earlier = oldKeys.newest(oldKey);
    while (earlier != null && earlier.entry().position().compareTo(change) >= 0) {
      earlier = earlier.older();
    }
    return earlier;
  }

  private boolean isTruncated(Version version) {
    return truncated != null && version.entry().position().compareTo(truncated) < 0;
  }

  /** A key change is the old key's {@code d} at n and the new key's {@code u} at n+1. */
  private static Position beforeTheKeyChange(Position position) {
    return new Position(position.epoch(), position.lsn(), position.seq() - 1);
  }
}
