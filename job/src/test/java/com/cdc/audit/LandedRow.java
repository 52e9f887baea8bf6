package com.cdc.audit;

import com.cdc.event.MetadataField;
import com.cdc.event.Position;
import com.cdc.event.TableId;
import com.cdc.testing.Landing;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One landed line, read without the product's own reader.
 *
 * @param xid 0 for what no transaction made: snapshot rows, and the truncate that begins an epoch
 * @param columns values as text, NULL as null
 * @param oldKey empty if the record has none
 */
public record LandedRow(
    TableId table,
    Position position,
    String operation,
    long xid,
    Map<String, String> columns,
    Set<String> unchanged,
    Map<String, String> oldKey) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** All visible rows of a table, in no particular order. */
  public static List<LandedRow> read(Landing landing, TableId table) {
    return landing.records(table).stream().map(line -> parse(table, line)).toList();
  }

  public boolean isRead() {
    return operation.equals("r");
  }

  private static LandedRow parse(TableId table, String line) {
    JsonNode record = tree(line);
    Map<String, String> columns = columns(record);
    columns.keySet().removeAll(MetadataField.keys());
    Set<String> unchanged = new HashSet<>();
    record.path("__unchanged").forEach(column -> unchanged.add(column.asText()));
    return new LandedRow(
        table,
        new Position(
            record.required("__epoch").asLong(),
            record.required("__lsn").asLong(),
            record.required("__seq").asLong()),
        record.required("__op").asText(),
        record.path("__tx_id").asLong(0),
        columns,
        unchanged,
        record.has("__old_key") ? columns(tree(record.get("__old_key").asText())) : Map.of());
  }

  /** The text of each field of an object. */
  static Map<String, String> columns(String json) {
    return columns(tree(json));
  }

  private static Map<String, String> columns(JsonNode object) {
    Map<String, String> columns = new TreeMap<>();
    object
        .properties()
        .forEach(
            field ->
                columns.put(
                    field.getKey(),
                    field.getValue() instanceof NullNode ? null : field.getValue().asText()));
    return columns;
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Not a line of JSON: " + json, e);
    }
  }

  /** For humans. */
  @Override
  public String toString() {
    return operation
        + " "
        + table.name()
        + " "
        + Texts.shortened(columns)
        + (unchanged.isEmpty() ? "" : " unchanged " + unchanged)
        + (oldKey.isEmpty() ? "" : " was " + oldKey)
        + " at ("
        + position.epoch()
        + ", "
        + position.lsn()
        + ", "
        + position.seq()
        + ")";
  }
}
