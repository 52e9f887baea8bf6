package com.cdc.lakehouse;

import com.cdc.config.PostgresConfig;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.Catalogue;
import com.cdc.postgres.ColumnInfo;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.PostgresException;
import com.cdc.postgres.PublishedTable;
import com.cdc.postgres.PublishedTables;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables of one source, as its catalogue and the landing know them. */
final class SourceTables implements AutoCloseable {

  private final PostgresConfig source;
  private final LandedTables landed;
  private final Connection connection;
  private final SparkTypes types;

  /** Connects. */
  SourceTables(PostgresConfig source, RecordFormat format, LandedTables landed)
      throws SQLException {
    this.source = source;
    this.landed = landed;
    connection = PostgresConnections.open(source);
    types = new SparkTypes(Catalogue.types(connection), format);
  }

  /**
   * Those that are configured.
   *
   * @param entries chosen types, by table and column
   * @throws PostgresException if some do not exist
   */
  List<TableHints> configured(Map<String, Map<String, String>> entries)
      throws SQLException, IOException {
    Map<TableId, CapturedTable> found = Catalogue.tables(connection, source.tables());
    List<TableId> missing = source.tables().stream().filter(t -> !found.containsKey(t)).toList();
    if (!missing.isEmpty()) {
      throw new PostgresException(
          "Not in %s: %s. Correct postgres.tables (`cdc doctor` says what may be meant)."
              .formatted(PostgresConnections.where(source), missing));
    }
    Optional<PublishedTables> publication = PublishedTables.find(connection, source.publication());
    List<TableHints> hints = new ArrayList<>();
    for (CapturedTable table : found.values()) {
      HintBuilder builder = builder(table.id(), entries);
      PublishedTable published = publication.map(p -> p.tables().get(table.id())).orElse(null);
      if (published == null) {
        builder.warn(
            "Publication `%s` does not have it, so all of its columns are taken; see `cdc doctor`."
                .formatted(source.publication()));
      }
      builder.catalogue(table, columns(table, published), types);
      hints.add(withLanded(builder, table.id()));
    }
    return hints;
  }

  /** One that is not configured but has landed; its types are those that this database knows. */
  TableHints former(TableId table, Map<String, Map<String, String>> entries)
      throws SQLException, IOException {
    return withLanded(builder(table, entries), table);
  }

  private HintBuilder builder(TableId table, Map<String, Map<String, String>> entries) {
    return new HintBuilder(
        table, source.columns().of(table), entries.getOrDefault(table.toString(), Map.of()));
  }

  private TableHints withLanded(HintBuilder builder, TableId table)
      throws SQLException, IOException {
    List<LandedShape> shapes = landed.shapes(table);
    Set<String> names = new LinkedHashSet<>();
    shapes.forEach(shape -> shape.columns().forEach(column -> names.add(column.type())));
    return builder.landed(shapes, TypeNames.resolve(connection, types, names)).build();
  }

  private static List<String> columns(CapturedTable table, @Nullable PublishedTable published) {
    return published == null
        ? table.columns().stream().filter(c -> !c.generated()).map(ColumnInfo::name).toList()
        : published.columns();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
