package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.json.RowShape;
import com.cdc.pgoutput.Relation;
import com.cdc.pgoutput.ShapeResolver;
import com.cdc.postgres.Catalogue;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.SentColumn;
import com.cdc.postgres.TypeCatalogue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Joins what the stream says of a relation with what only the catalogue knows: types and keys. */
final class ShapeCatalogue implements ShapeResolver {

  /**
   * A relation with all that is known of it.
   *
   * @param shape what its rows are written in
   */
  record Resolved(Relation relation, TableVersion version, RowShape shape) {}

  private final PostgresConfig config;
  private final ShapeFactory factory;
  private final Consumer<Relation> uncaptured;
  private final Set<TableId> captured;
  private final Map<Integer, Resolved> resolved = new HashMap<>();
  private @Nullable TypeCatalogue types;

  /**
   * Nothing is known yet.
   *
   * @param uncaptured hears of relations that are not captured under their name
   */
  ShapeCatalogue(PostgresConfig config, ShapeFactory factory, Consumer<Relation> uncaptured) {
    this.config = config;
    this.factory = factory;
    this.uncaptured = uncaptured;
    captured = new HashSet<>(config.tables());
  }

  /** What the relation was last resolved to. */
  Resolved resolved(int relation) {
    Resolved known = resolved.get(relation);
    if (known == null) {
      throw new IllegalStateException("Relation " + relation + " is not captured");
    }
    return known;
  }

  @Override
  public @Nullable RowShape resolve(Relation relation) {
    TableId table = new TableId(relation.schema(), relation.name());
    Resolved before = resolved.get(relation.id());
    if (!captured.contains(table)) {
      resolved.remove(relation.id());
      uncaptured.accept(relation);
      return null;
    }
    // under FULL the same announcement may have another key
    if (before == null || !before.relation().equals(relation) || isFull(relation)) {
      try (Connection connection = PostgresConnections.openForQuestions(config)) {
        before = resolve(connection, table, relation);
        resolved.put(relation.id(), before);
      } catch (SQLException e) {
        throw new CatalogueException(table, e);
      }
    }
    return before.shape();
  }

  private Resolved resolve(Connection connection, TableId table, Relation relation)
      throws SQLException {
    long id = Integer.toUnsignedLong(relation.id());
    TableVersion version =
        new TableVersion(
            table,
            id,
            relation.replicaIdentity(),
            keyOf(connection, relation),
            SentColumn.describe(connection, id, TableVersion.columnsOf(relation)));
    return new Resolved(relation, version, factory.shape(version, typesOf(connection, relation)));
  }

  private static boolean isFull(Relation relation) {
    return relation.replicaIdentity() == 'f';
  }

  /**
   * Under FULL the stream flags every column; which of them are the key, the catalogue knows. If
   * that is another key than these rows have, they have none, which is true of any.
   */
  private static List<String> keyOf(Connection connection, Relation relation) throws SQLException {
    if (!isFull(relation)) {
      return relation.columns().stream()
          .filter(Relation.Column::identity)
          .map(Relation.Column::name)
          .toList();
    }
    List<String> columns = relation.columns().stream().map(Relation.Column::name).toList();
    List<String> key = Catalogue.keyColumns(connection, Integer.toUnsignedLong(relation.id()));
    return columns.containsAll(key) ? key : List.of();
  }

  /** A catalogue that has every type of the relation as it is now, unless it was dropped since. */
  private TypeCatalogue typesOf(Connection connection, Relation relation) throws SQLException {
    TypeCatalogue known = types;
    if (known == null || !hasAll(known, relation)) {
      known = Catalogue.types(connection);
      types = known;
    }
    return known;
  }

  private static boolean hasAll(TypeCatalogue known, Relation relation) {
    return relation.columns().stream()
        .allMatch(column -> known.settles(Integer.toUnsignedLong(column.type())));
  }

  /** The catalogue could not be read now; reading it again may work. */
  static final class CatalogueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CatalogueException(TableId table, SQLException cause) {
      super("Cannot read the shape of table " + table + " from the catalogue", cause);
    }
  }
}
