package com.cdc.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether the rows of a table differ as they land: not where a column of the key is dropped or
 * masked. Rows of a table without a key are told by {@code __row}.
 */
final class LandedKeys {

  private final Path schemas;
  private final Map<String, Boolean> known = new HashMap<>();

  LandedKeys(Path landing) {
    schemas = new Path(landing, "_schemas");
  }

  /** Whether two equal rows of one snapshot are doubles. */
  boolean tellRowsApart(String tableDirectory) throws IOException {
    Boolean whole = known.get(tableDirectory);
    if (whole == null) {
      whole = true;
      Path directory = new Path(schemas, tableDirectory);
      for (FileStatus version : LandingReader.list(directory.getFileSystem(), directory)) {
        if (!version.getPath().getName().startsWith(".")) {
          whole &= keyLands(version.getPath());
        }
      }
      known.put(tableDirectory, whole);
    }
    return whole;
  }

  private static boolean keyLands(Path file) throws IOException {
    byte[] json;
    try (InputStream in = file.getFileSystem().open(file)) {
      json = in.readAllBytes();
    }
    try {
      Map<String, @Nullable String> document = RecordParser.object(json);
      Set<String> landed = new HashSet<>();
      for (Map<String, @Nullable String> column :
          RecordParser.objects(String.valueOf(document.get("columns")).getBytes(UTF_8))) {
        if (!"mask".equals(column.get("rule"))) {
          landed.add(String.valueOf(column.get("name")));
        }
      }
      return landed.containsAll(RecordParser.strings(String.valueOf(document.get("key"))));
    } catch (IOException | IllegalArgumentException e) {
      throw new LandingException(file + " is not a version of a table's shape.", e);
    }
  }
}
