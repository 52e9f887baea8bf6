package com.cdc.lakehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A configuration of the notebooks: conf/tables.json as it is shipped, and tables beside it. */
final class Configuration {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SHIPPED = Path.of("../databricks/conf/tables.json");

  private final ObjectNode content;

  private Configuration(ObjectNode content) {
    this.content = content;
  }

  static Configuration shipped() throws IOException {
    return new Configuration((ObjectNode) JSON.readTree(SHIPPED.toFile()));
  }

  static Configuration of(String table) throws IOException {
    ObjectNode content = JSON.createObjectNode();
    content.putArray("tables");
    return new Configuration(content).with(table);
  }

  /** And this table. */
  Configuration with(String table) throws IOException {
    content.withArray("tables").add(JSON.readTree(table));
    return this;
  }

  Path write(Path file) throws IOException {
    return Files.writeString(file, JSON.writeValueAsString(content));
  }

  List<JsonNode> tables() {
    List<JsonNode> tables = new ArrayList<>();
    content.get("tables").forEach(tables::add);
    return tables;
  }
}
