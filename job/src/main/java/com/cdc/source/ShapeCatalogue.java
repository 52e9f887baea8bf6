package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.json.RowShape;
import com.cdc.pgoutput.Relation;
import com.cdc.pgoutput.ShapeResolver;
import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.Catalogue;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.TypeCatalogue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Joins what the stream says of a relation with what only the catalogue knows: types and keys. */
final class ShapeCatalogue implements ShapeResolver {

  private final PostgresConfig config;
  private final ShapeFactory factory;
  private final Set<TableId> captured;
  private final Map<Integer, TableId> names = new HashMap<>();
  private @Nullable TypeCatalogue types;

  ShapeCatalogue(PostgresConfig config, ShapeFactory factory) {
    this.config = config;
    this.factory = factory;
    captured = new HashSet<>(config.tables());
  }

  @Override
  public @Nullable RowShape resolve(Relation relation) {
    TableId table = new TableId(relation.schema(), relation.name());
    TableId before = names.put(relation.id(), table);
    if (!captured.contains(table)) {
      if (before != null && captured.contains(before)) {
        throw new StopException(
            "Table "
                + before
                + " was renamed to "
                + table
                + ", which is not in `postgres.tables`; its changes would be missed. Rename it"
                + " back, or add the new name and start again: it is then read anew.");
      }
      return null;
    }
    try {
      Set<String> key = keyOf(relation, table);
      List<ShapeFactory.Sent> sent = new ArrayList<>();
      for (Relation.Column column : relation.columns()) {
        sent.add(new ShapeFactory.Sent(column.name(), Integer.toUnsignedLong(column.type())));
      }
      return factory.shape(table, sent, key, typesOf(relation));
    } catch (SQLException e) {
      throw new CatalogueException(table, e);
    }
  }

  /** Under FULL the stream flags every column; which of them are the key, the catalogue knows. */
  private Set<String> keyOf(Relation relation, TableId table) throws SQLException {
    Set<String> key = new HashSet<>();
    if (relation.replicaIdentity() == 'f') {
      try (Connection connection = PostgresConnections.open(config)) {
        CapturedTable current = Catalogue.tables(connection, List.of(table)).get(table);
        if (current != null) {
          key.addAll(current.keyColumns());
        }
      }
      List<String> columns = relation.columns().stream().map(Relation.Column::name).toList();
      if (!columns.containsAll(key)) {
        throw new StopException(
            "The key of table "
                + table
                + " is now "
                + key
                + ", but rows from before that change are still to be read and do not have it."
                + " Under REPLICA IDENTITY FULL only the catalogue knows the key. Begin anew with"
                + " this table, or set REPLICA IDENTITY DEFAULT.");
      }
    } else {
      relation.columns().stream().filter(c -> c.identity()).forEach(c -> key.add(c.name()));
    }
    return key;
  }

  /** A catalogue that has every type of the relation, unless one was dropped since. */
  private TypeCatalogue typesOf(Relation relation) throws SQLException {
    TypeCatalogue known = types;
    if (known == null || !hasAll(known, relation)) {
      try (Connection connection = PostgresConnections.open(config)) {
        known = Catalogue.types(connection);
        types = known;
      }
    }
    return known;
  }

  private static boolean hasAll(TypeCatalogue known, Relation relation) {
    return relation.columns().stream()
        .allMatch(column -> known.type(Integer.toUnsignedLong(column.type())) != null);
  }

  /** The catalogue could not be read now; reading it again may work. */
  static final class CatalogueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CatalogueException(TableId table, SQLException cause) {
      super("Cannot read the shape of table " + table + " from the catalogue", cause);
    }
  }
}
