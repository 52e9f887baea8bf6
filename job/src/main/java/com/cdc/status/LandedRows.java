package com.cdc.status;

import com.cdc.event.TableId;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Rows that landed by table, of the newest manifests: there may be thousands a day, and a status is
 * wanted soon.
 *
 * @param since when the oldest of these manifests was written; null if there is none
 */
public record LandedRows(Map<String, Long> rows, @Nullable String since) {

  private static final int MANIFESTS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Comparator<Path> NEWEST_FIRST =
      Comparator.comparing(Path::getName, Comparator.reverseOrder());

  public LandedRows {
    rows = new TreeMap<>(rows);
  }

  /** Of a landing. */
  static LandedRows of(String landing) throws IOException {
    Path root = new Path(landing, "_manifests");
    FileSystem files = root.getFileSystem();
    List<Path> newest = new ArrayList<>();
    for (Path day : list(files, root)) { // their names are dates, and those of files begin with one
      if (newest.size() < MANIFESTS) {
        newest.addAll(list(files, day));
      }
    }
    Map<String, Long> rows = new TreeMap<>();
    String since = null;
    for (Path manifest : newest.subList(0, Math.min(MANIFESTS, newest.size()))) {
      try (InputStream in = files.open(manifest)) {
        JsonNode content = JSON.readTree(in);
        since = content.path("time").asText();
        for (JsonNode file : content.path("files")) {
          rows.merge(table(file.path("path").asText()), file.path("rows").asLong(), Long::sum);
        }
      }
    }
    return new LandedRows(rows, since);
  }

  private static List<Path> list(FileSystem files, Path directory) throws IOException {
    try {
      FileStatus[] found = files.listStatus(directory);
      return found == null
          ? List.of()
          : Arrays.stream(found)
              .map(FileStatus::getPath)
              .filter(path -> !path.getName().startsWith(".")) // being written
              .sorted(NEWEST_FIRST)
              .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** Of {@code cdc.<schema>.<table>/…}. */
  private static String table(String path) {
    String[] parts = path.split("/", 2)[0].split("\\.", 3);
    return parts.length < 3 ? path : TableId.decode(parts[1]) + "." + TableId.decode(parts[2]);
  }
}
