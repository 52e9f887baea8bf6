package com.cdc.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.config.PostgresConfig;
import com.cdc.config.Secret;
import com.cdc.event.ChangeBatch;
import com.cdc.event.ColumnRule;
import com.cdc.event.MetadataField;
import com.cdc.event.Position;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.json.ColumnType;
import com.cdc.json.Encoding;
import com.cdc.json.RowShape;
import com.cdc.postgres.SentColumn;
import com.cdc.postgres.TableStamp;
import com.cdc.postgres.TypeCatalogue;
import com.cdc.postgres.TypeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the shapes that rows are written in: alike for snapshot and stream. */
final class ShapeFactory {

  private static final Logger LOG = LoggerFactory.getLogger(ShapeFactory.class);

  private final PostgresConfig config;
  private final Map<TableId, Integer> shards;
  private final Set<TableId> unspread = ConcurrentHashMap.newKeySet();
  private final Encoding encoding;
  private final ProtectedColumns protectedColumns;

  /**
   * Shapes by configuration.
   *
   * @param shards over how many shards tables are spread, where that is more than one
   */
  ShapeFactory(PostgresConfig config, RecordFormat format, Map<TableId, Integer> shards) {
    this.config = config;
    this.shards = shards;
    encoding = new Encoding(format, hashKey(config.columns().hashKey()));
    protectedColumns = new ProtectedColumns(config.columns());
  }

  private static @Nullable SecretKey hashKey(@Nullable Secret secret) {
    return secret == null ? null : new SecretKeySpec(secret.reveal().getBytes(UTF_8), "HmacSHA256");
  }

  /**
   * The shape of the rows of a version.
   *
   * @throws StopException if rows in it could not be told apart, or would show what they must not
   */
  RowShape shape(TableVersion version, TypeCatalogue types) {
    protectedColumns.require(version);
    List<RowShape.Column> columns = new ArrayList<>();
    for (SentColumn column : version.columns()) {
      ColumnRule rule = config.columns().of(version.table(), column.name());
      if (rule != ColumnRule.DROP) {
        requireNoCollision(version.table(), column.name());
      }
      columns.add(
          new RowShape.Column(
              column.name(),
              columnType(types, column.type()),
              version.key().contains(column.name()),
              rule));
    }
    int wanted = shards.getOrDefault(version.table(), 1);
    RowShape shape = new RowShape(version.table(), columns, encoding, wanted);
    if (wanted > 1 && !shape.isSharded() && unspread.add(version.table())) {
      LOG.warn(
          "Table {} has no key to spread its rows by: one writer takes them all, whatever"
              + " `landing.shards` says",
          version.table());
    }
    return shape;
  }

  /** The record of a version that a snapshot has shown. */
  ChangeBatch record(TableVersion version, RowShape shape, long epoch, SnapshotSession session) {
    return SchemaRecord.of(
        version,
        shape,
        new Position(epoch, session.consistentPoint(), 0),
        session.timeMillis(),
        config.columns());
  }

  /** Takes what the state remembers of the tables: what their columns were before a restart. */
  void remember(KnownTables known) {
    for (TableId table : config.columns().rules().keySet()) {
      TableStamp stamp = known.of(table).stamp();
      if (stamp != null) {
        protectedColumns.remember(table, stamp);
      }
    }
  }

  /** Whether the column is in no record, so that it need not be read. */
  boolean isDropped(TableId table, String column) {
    return config.columns().of(table, column) == ColumnRule.DROP;
  }

  /** Readers like Spark do not tell case apart. */
  private static void requireNoCollision(TableId table, String column) {
    if (MetadataField.keys().contains(column.toLowerCase(Locale.ROOT))) {
      throw new StopException(
          "Column "
              + column
              + " of table "
              + table
              + " has the name of a metadata field. Rename it, or leave it out by"
              + " `postgres.drop-columns` or by a column list of the publication.");
    }
  }

  /** What decides the encoding of a value of this type. */
  static ColumnType columnType(TypeCatalogue types, long oid) {
    long base = types.baseTypeOf(oid);
    TypeInfo type = types.type(base);
    if (type != null && type.elementTypeOid() != 0) {
      return ColumnType.array(
          (int) base, columnType(types, type.elementTypeOid()), types.delimiterOf(base));
    }
    if (type != null && type.isComposite()) {
      return ColumnType.composite(
          (int) base,
          type.attributes().stream()
              .map(a -> new ColumnType.Attribute(a.name(), columnType(types, a.typeOid())))
              .toList());
    }
    return ColumnType.scalar((int) base);
  }
}
