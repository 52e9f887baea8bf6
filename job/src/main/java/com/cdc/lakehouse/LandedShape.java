package com.cdc.lakehouse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One version of a table's shape, as it stands under {@code _schemas}.
 *
 * @param key columns of the replica identity
 * @param columns in the order of the rows
 */
record LandedShape(List<String> key, List<Column> columns) {

  /**
   * One column.
   *
   * @param type as {@code format_type} writes it
   * @param isRuled whether its values do not land as they are
   */
  record Column(String name, String type, boolean isRuled) {}

  LandedShape {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
  }

  static LandedShape of(JsonNode document) {
    List<String> key = new ArrayList<>();
    document.path("key").forEach(column -> key.add(column.asText()));
    List<Column> columns = new ArrayList<>();
    for (JsonNode column : document.path("columns")) {
      columns.add(
          new Column(
              column.path("name").asText(), column.path("type").asText(), column.has("rule")));
    }
    return new LandedShape(key, columns);
  }
}
