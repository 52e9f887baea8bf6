package com.cdc.lakehouse;

import com.cdc.event.TableId;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A bundle and the landing that it reads.
 *
 * @param parent of both
 */
record BundleFixture(Path parent) {

  Path directory() {
    return parent.resolve("bundle");
  }

  Path file() {
    return directory().resolve("conf/tables.json");
  }

  void write(String content) throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), content);
  }

  JsonNode document() throws IOException {
    return new ObjectMapper().readTree(file().toFile());
  }

  /** The entry of a table. */
  JsonNode entry(String source) throws IOException {
    for (JsonNode entry : document().path("tables")) {
      if (entry.path("source").asText().equals(source)) {
        return entry;
      }
    }
    throw new AssertionError("No entry of " + source);
  }

  /** One field of every entry. */
  List<String> texts(String field) throws IOException {
    return document().path("tables").findValuesAsText(field);
  }

  /** The columns of a table in one line: name and type. */
  String columns(String source) throws IOException {
    List<String> columns = new ArrayList<>();
    entry(source)
        .path("columns")
        .properties()
        .forEach(column -> columns.add(column.getKey() + " " + column.getValue().asText()));
    return String.join(", ", columns);
  }

  /** A version of a table in the landing, with the columns' names and types. */
  void landed(TableId table, int lsn, String key, String columns) throws IOException {
    Path versions = parent.resolve("landing/_schemas").resolve(table.directory());
    Files.createDirectories(versions);
    String described =
        columns.replaceAll(
            "(\"[^\"]+\"):(\"[^\"]+\")", "{\"name\":$1,\"type\":$2,\"nullable\":true}");
    Files.writeString(
        versions.resolve("0000000001-%020d-0000000000.json".formatted(lsn)),
        "{\"version\":1,\"key\":[\"%s\"],\"columns\":[%s]}%n".formatted(key, described));
  }
}
