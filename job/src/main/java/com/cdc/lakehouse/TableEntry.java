package com.cdc.lakehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One table of {@code tables.json}: some of it is generated, the rest belongs to whoever edits it.
 */
final class TableEntry {

  /** What {@link #renewed} writes itself; names once chosen stay. */
  private static final List<String> GENERATED =
      List.of("source", "path", "bronze", "silver", "keys", "columns");

  private TableEntry() {}

  /** The types that somebody has chosen for columns. */
  static Map<String, String> types(@Nullable ObjectNode entry) {
    return entry == null ? Map.of() : texts(entry.path("types"));
  }

  /**
   * The entry renewed: {@code path}, {@code keys} and {@code columns} are as the hints say, all
   * else stays.
   *
   * @param before the entry as it was; null if the table is new
   */
  static ObjectNode renewed(@Nullable ObjectNode before, TableHints hints, TargetNames names) {
    ObjectNode old = before == null ? TablesFile.object() : before;
    ObjectNode entry = TablesFile.object();
    entry.put("source", hints.table().toString());
    entry.put("path", hints.table().directory());
    String bronze = old.path("bronze").asText();
    entry.put("bronze", bronze.isEmpty() ? names.bronze(hints.table()) : bronze);
    String silver = old.path("silver").asText();
    entry.put("silver", silver.isEmpty() ? names.silver(hints.table()) : silver);
    hints.keys().forEach(entry.putArray("keys")::add);
    entry.putArray("scd").add(1);
    ObjectNode columns = entry.putObject("columns");
    hints.columns().forEach(columns::put);
    old.properties()
        .forEach(
            field -> {
              if (!GENERATED.contains(field.getKey())) {
                entry.set(field.getKey(), field.getValue());
              }
            });
    return entry;
  }

  /** What is different, for humans; empty if nothing is. */
  static List<String> changes(ObjectNode before, ObjectNode after) {
    List<String> changes = new ArrayList<>();
    if (!before.path("keys").equals(after.path("keys"))) {
      changes.add("key %s is %s".formatted(key(before), key(after)));
    }
    Map<String, String> old = texts(before.path("columns"));
    Map<String, String> now = texts(after.path("columns"));
    now.forEach(
        (name, type) -> {
          String was = old.get(name);
          if (was == null) {
            changes.add("`%s` %s is new".formatted(name, type));
          } else if (!was.equals(type)) {
            changes.add("`%s` %s is %s".formatted(name, was, type));
          }
        });
    old.keySet().stream()
        .filter(name -> !now.containsKey(name))
        .forEach(name -> changes.add("`%s` is gone".formatted(name)));
    if (changes.isEmpty() && !before.equals(after)) {
      changes.add("completed");
    }
    return changes;
  }

  /** A key as messages show it. */
  static String key(ObjectNode entry) {
    List<String> key = new ArrayList<>();
    entry.path("keys").forEach(column -> key.add(column.asText()));
    return "(" + String.join(", ", key) + ")";
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }
}
