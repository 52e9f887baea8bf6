package com.cdc.source;

import com.cdc.event.TableId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the stream remembers of its tables; part of its state. Immutable. */
final class KnownTables {

  static final KnownTables NONE = new KnownTables(Map.of());

  private final Map<TableId, KnownTable> tables;
  private @Nullable String encoded;

  private KnownTables(Map<TableId, KnownTable> tables) {
    this.tables = tables;
  }

  static KnownTables of(Map<TableId, KnownTable> tables) {
    return new KnownTables(Map.copyOf(tables));
  }

  KnownTable of(TableId table) {
    return tables.getOrDefault(table, KnownTable.UNKNOWN);
  }

  KnownTables with(TableId table, KnownTable known) {
    if (known.equals(tables.get(table))) {
      return this;
    }
    Map<TableId, KnownTable> more = new LinkedHashMap<>(tables);
    more.put(table, known);
    return new KnownTables(more);
  }

  KnownTables retaining(Collection<TableId> wanted) {
    Map<TableId, KnownTable> kept = new LinkedHashMap<>(tables);
    kept.keySet().retainAll(wanted);
    return kept.size() == tables.size() ? this : new KnownTables(kept);
  }

  /** As the state holds it; made once, because every emission has it. */
  String encode() {
    String text = encoded;
    if (text == null) {
      text =
          tables.entrySet().stream()
              .map(entry -> StreamOffset.table(entry.getKey()) + ":" + entry.getValue().encode())
              .collect(Collectors.joining(","));
      encoded = text;
    }
    return text;
  }

  static KnownTables decode(String text) {
    Map<TableId, KnownTable> tables = new LinkedHashMap<>();
    for (String entry : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      String[] parts = entry.split(":", 2);
      tables.put(StreamOffset.table(parts[0]), KnownTable.decode(parts[1]));
    }
    return new KnownTables(tables);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KnownTables known && tables.equals(known.tables);
  }

  @Override
  public int hashCode() {
    return tables.hashCode();
  }

  @Override
  public String toString() {
    return "KnownTables" + tables;
  }
}
