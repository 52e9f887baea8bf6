package com.cdc.lakehouse;

import com.cdc.config.CdcConfig;
import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Writes {@code conf/tables.json} of the Databricks bundle for the configured tables. Reads
 * databases and landing; changes nothing else. File systems must be initialised.
 */
public final class Lakehouse {

  private final CdcConfig config;
  private final TablesFile file;
  private final ObjectNode before;
  private final Map<String, ObjectNode> entries;
  private final Map<String, Map<String, String>> chosen = new LinkedHashMap<>();

  private Lakehouse(CdcConfig config, Path bundle) throws IOException {
    this.config = config;
    file = new TablesFile(bundle.resolve("conf").resolve("tables.json"));
    before = file.read();
    entries = file.entries(before);
    entries.forEach((source, entry) -> chosen.put(source, TableEntry.types(entry)));
  }

  /**
   * Writes or renews the file.
   *
   * @param bundle the bundle's directory
   * @return what was written and what needs care, line by line
   * @throws IOException if landing or file cannot be read, or the file not written
   * @throws com.cdc.postgres.PostgresException if a database or a table is not there; nothing is
   *     written then
   */
  public static List<String> write(CdcConfig config, Path bundle) throws IOException, SQLException {
    Lakehouse lakehouse = new Lakehouse(config, bundle);
    LandedTables landed = new LandedTables(config.landing().uri());
    List<TableHints> tables = lakehouse.tables(landed);
    ObjectNode after = lakehouse.document(tables);
    lakehouse.file.write(after);
    return new LakehouseReport(lakehouse.file.path(), lakehouse.entries)
        .lines(after, lakehouse.file.entries(after), tables, landed.tables(), config);
  }

  /** The configured ones, then those that the file has and the landing too. */
  private List<TableHints> tables(LandedTables landed) throws IOException, SQLException {
    List<TableHints> tables = new ArrayList<>();
    Set<TableId> former = new LinkedHashSet<>(landed.tables());
    former.removeIf(table -> !entries.containsKey(table.toString()));
    config.sources().forEach(source -> former.removeAll(source.tables()));
    for (PostgresConfig source : config.sources()) {
      try (SourceTables database = new SourceTables(source, config.record(), landed)) {
        tables.addAll(database.configured(chosen));
        for (TableId table : former) {
          tables.add(database.former(table, chosen));
        }
        former.clear();
      }
    }
    return tables;
  }

  private ObjectNode document(List<TableHints> tables) {
    Map<String, TableHints> hints = new LinkedHashMap<>();
    tables.forEach(table -> hints.put(table.table().toString(), table));
    List<String> taken = new ArrayList<>();
    entries.forEach(
        (source, entry) -> {
          if (hints.containsKey(source)) {
            taken.add(entry.path("bronze").asText());
            taken.add(entry.path("silver").asText());
          }
        });
    TargetNames names = new TargetNames(tables.stream().map(TableHints::table).toList(), taken);
    ObjectNode document = TablesFile.object();
    document.put("landing", readersUri(config.landing().uri()));
    document.putArray("tables");
    before.properties().forEach(field -> document.set(field.getKey(), field.getValue()));
    Set<String> order = new LinkedHashSet<>(entries.keySet());
    order.retainAll(hints.keySet());
    order.addAll(hints.keySet());
    ArrayNode renewed = document.putArray("tables");
    for (String source : order) {
      TableHints table = Objects.requireNonNull(hints.get(source));
      renewed.add(TableEntry.renewed(entries.get(source), table, names));
    }
    return document;
  }

  /** Databricks knows the stores by these schemes. */
  static String readersUri(String uri) {
    return uri.replaceFirst("^s3a:", "s3:").replaceFirst("^abfs:", "abfss:");
  }
}
