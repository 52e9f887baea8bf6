package com.cdc.lakehouse;

import com.cdc.config.CdcConfig;
import com.cdc.event.TableId;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says what became of the file.
 *
 * @param entries those that it had, by source
 */
record LakehouseReport(Path path, Map<String, ObjectNode> entries) {

  List<String> lines(
      ObjectNode document,
      Map<String, ObjectNode> written,
      List<TableHints> tables,
      Set<TableId> landed,
      CdcConfig config) {
    List<String> lines = new ArrayList<>();
    int columns = tables.stream().mapToInt(table -> table.columns().size()).sum();
    lines.add("%s: %d tables, %d columns".formatted(path, tables.size(), columns));
    int same = 0;
    for (Map.Entry<String, ObjectNode> table : written.entrySet()) {
      ObjectNode was = entries.get(table.getKey());
      ObjectNode is = table.getValue();
      List<String> changes = was == null ? List.of() : TableEntry.changes(was, is);
      if (was == null) {
        lines.add(
            "  new      %s: %s, key %s, %d columns"
                .formatted(
                    table.getKey(),
                    is.path("silver").asText(),
                    TableEntry.key(is),
                    is.path("columns").size()));
      } else if (changes.isEmpty()) {
        same++;
      } else {
        lines.add("  changed  %s: %s".formatted(table.getKey(), String.join("; ", changes)));
      }
    }
    for (String source : entries.keySet()) {
      if (!written.containsKey(source)) {
        lines.add("  removed  %s: neither configured nor in the landing".formatted(source));
      }
    }
    if (same > 0) {
      lines.add("  %d as before".formatted(same));
    }
    for (TableHints table : tables) {
      table.warnings().forEach(w -> lines.add("warning: %s: %s".formatted(table.table(), w)));
    }
    lines.addAll(notes(document, written.keySet(), landed, config));
    return lines;
  }

  private static List<String> notes(
      ObjectNode document, Set<String> written, Set<TableId> landed, CdcConfig config) {
    List<String> notes = new ArrayList<>();
    String place = Lakehouse.readersUri(config.landing().uri());
    String kept = document.path("landing").asText();
    if (!kept.equals(place)) {
      notes.add(
          "note: `landing` stays %s; the job writes to %s. They must be one place."
              .formatted(kept, place));
    }
    List<String> others =
        landed.stream().map(TableId::toString).filter(t -> !written.contains(t)).toList();
    if (!others.isEmpty()) {
      notes.add(
          ("note: in the landing but not configured, and so left out: %s. To have one, add"
                  + " {\"source\": \"%s\"} to `tables` and run this again.")
              .formatted(String.join(", ", others), others.get(0)));
    }
    return notes;
  }
}
