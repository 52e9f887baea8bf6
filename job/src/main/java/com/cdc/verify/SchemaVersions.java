package com.cdc.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.event.Position;
import com.cdc.event.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a table's shape that have landed, by the position from which each holds.
 *
 * @param versions of each its columns with the value that older rows take, null for NULL
 */
record SchemaVersions(NavigableMap<Position, Map<String, @Nullable String>> versions) {

  /** Those under {@code _schemas}; none if there are none. */
  static SchemaVersions read(String landingUri, TableId table) throws IOException {
    NavigableMap<Position, Map<String, @Nullable String>> versions = new TreeMap<>();
    Path directory = new Path(new Path(landingUri, "_schemas"), table.directory());
    for (FileStatus status : LandingReader.list(directory.getFileSystem(), directory)) {
      String name = status.getPath().getName();
      if (!name.startsWith(".")) {
        add(status.getPath(), versions);
      }
    }
    return new SchemaVersions(versions);
  }

  /**
   * What a column holds in a row that is older than it; null if that is NULL.
   *
   * @param row position of the record that lacks the column
   */
  @Nullable String existing(String column, Position row) {
    for (Map<String, @Nullable String> version : versions.tailMap(row, false).values()) {
      if (version.containsKey(column)) {
        return version.get(column);
      }
    }
    return null;
  }

  private static void add(Path file, NavigableMap<Position, Map<String, @Nullable String>> versions)
      throws IOException {
    byte[] json;
    try (FSDataInputStream in = file.getFileSystem().open(file)) {
      json = in.readAllBytes();
    }
    Map<String, @Nullable String> document = RecordParser.object(json);
    String position = document.get("position");
    String columns = document.get("columns");
    if (position == null || columns == null) {
      throw new LandingException(file + " is not a version of a table's shape.");
    }
    List<Long> parts = new ArrayList<>();
    for (String part : position.substring(1, position.length() - 1).split(",")) {
      parts.add(Long.parseUnsignedLong(part.strip()));
    }
    Map<String, @Nullable String> values = new HashMap<>();
    for (Map<String, @Nullable String> column : RecordParser.objects(columns.getBytes(UTF_8))) {
      values.put(String.valueOf(column.get("name")), column.get("existing"));
    }
    versions.put(new Position(parts.get(0), parts.get(1), parts.get(2)), values);
  }
}
