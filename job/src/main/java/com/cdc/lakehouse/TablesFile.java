package com.cdc.lakehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** The file {@code conf/tables.json}: what the bundle knows of the tables. */
record TablesFile(Path path) {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** What it holds; an empty object if there is no file. */
  ObjectNode read() throws IOException {
    if (!Files.exists(path)) {
      return object();
    }
    try {
      JsonNode root = JSON.readTree(path.toFile());
      if (root instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s is not valid JSON: line %d, %s. Mend it, or move it away."
              .formatted(path, e.getLocation().getLineNr(), e.getOriginalMessage()),
          e);
    }
    throw new IOException(path + " holds no JSON object. Mend it, or move it away.");
  }

  /** Its entries by {@code source}, in their order. */
  Map<String, ObjectNode> entries(ObjectNode document) throws IOException {
    Map<String, ObjectNode> entries = new LinkedHashMap<>();
    for (JsonNode entry : document.path("tables")) {
      String source = entry.path("source").asText();
      if (!(entry instanceof ObjectNode object) || source.isEmpty()) {
        throw new IOException(
            path + ": an entry of `tables` has no `source`. Each names one, as `schema.table`.");
      }
      if (entries.put(source, object) != null) {
        throw new IOException(path + ": two entries of `tables` are of " + source + ". Keep one.");
      }
    }
    return entries;
  }

  /** Writes it as a whole, or not at all. */
  void write(ObjectNode document) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path whole = Files.createTempFile(directory, "." + path.getFileName(), null);
    Files.writeString(whole, JsonText.of(document));
    Files.move(whole, path, StandardCopyOption.REPLACE_EXISTING);
  }
}
