package com.cdc.source;

import com.cdc.config.OnRewrite;
import com.cdc.config.PostgresConfig;
import com.cdc.event.ChangeBatch;
import com.cdc.event.Position;
import com.cdc.event.TableId;
import com.cdc.json.RowShape;
import com.cdc.pgoutput.Relation;
import com.cdc.pgoutput.ShapeListener;
import com.cdc.pgoutput.StreamPosition;
import com.cdc.postgres.TableStamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the shapes of the tables: gives a record for each version, and has tables read anew whose
 * rows changed without being sent. All methods are the stream task's.
 */
final class SchemaChanges implements ShapeListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaChanges.class);

  private final PostgresConfig config;
  private final ShapeCatalogue shapes;
  private final ShapeFactory factory;
  private final InlineSnapshot snapshot;
  private final CatalogueWatch watch;
  private final Map<TableId, Long> versionAt = new HashMap<>();
  private final Map<TableId, Long> readAt = new HashMap<>();
  private KnownTables known;
  private List<ChangeBatch> ready = new ArrayList<>();

  SchemaChanges(
      PostgresConfig config,
      ShapeCatalogue shapes,
      ShapeFactory factory,
      InlineSnapshot snapshot,
      KnownTables known) {
    this.config = config;
    this.shapes = shapes;
    this.factory = factory;
    this.snapshot = snapshot;
    this.known = known.retaining(config.tables());
    watch = new CatalogueWatch(config, this.known);
  }

  void start() {
    watch.start();
  }

  /** What is remembered now, with all that {@link #take} would give. */
  KnownTables known() {
    return known;
  }

  /** The records that are due, to be emitted together with {@link #known}. */
  List<ChangeBatch> take() {
    List<ChangeBatch> taken = ready;
    ready = new ArrayList<>();
    return taken;
  }

  /** All is read anew in another epoch. */
  void forget() {
    known = KnownTables.NONE;
    ready.clear();
    versionAt.clear();
    readAt.clear();
    watch.remember(known);
    watch.forget();
  }

  @Override
  public void used(Relation relation, Position from, long commitMillis) {
    ShapeCatalogue.Resolved resolved = shapes.resolved(relation.id());
    TableVersion version = resolved.version();
    KnownTable before = known.of(version.table());
    String print = version.print();
    if (!print.equals(before.print())) {
      LOG.info("Rows have another shape table={} from={}", version.table(), from);
      ready.add(SchemaRecord.of(version, resolved.shape(), from, commitMillis, config.columns()));
      remember(
          version.table(),
          hasVanished(version, before)
              ? before.withStamp(TableStamp.NONE).withPrint(print)
              : before.withPrint(print));
      versionAt.put(version.table(), from.lsn());
    }
  }

  /**
   * Whether a column came and was renamed or dropped again since the catalogue was looked at. Its
   * values land under a name that nothing ties to the table's columns.
   */
  private static boolean hasVanished(TableVersion version, KnownTable before) {
    TableStamp stamp = before.stamp();
    return stamp != null
        && version.columns().stream()
            .filter(column -> column.number() == 0)
            .anyMatch(
                column -> stamp.columns().stream().noneMatch(c -> c.name().equals(column.name())));
  }

  /** A table was read, or was not there; its rows are those of the stamp. */
  void read(TableId table, TableStamp stamp, long consistentPoint) {
    remember(table, known.of(table).withStamp(stamp));
    readAt.put(table, consistentPoint);
  }

  /** If a captured table has this name now, rows of it are missed from here on. */
  void uncaptured(Relation relation) {
    long id = Integer.toUnsignedLong(relation.id());
    for (TableId table : config.tables()) {
      TableStamp stamp = known.of(table).stamp();
      if (stamp != null && stamp.relation() == id) {
        LOG.warn(
            "Table {} was renamed to {}.{}, which is not in `postgres.tables`: its changes are not"
                + " captured. Rename it back, or add the new name and start again; it is then read"
                + " anew.",
            table,
            relation.schema(),
            relation.name());
        remember(table, known.of(table).withStamp(TableStamp.NONE));
      }
    }
  }

  private void remember(TableId table, KnownTable now) {
    known = known.with(table, now);
    watch.remember(known);
  }

  /** Whether the stream is known to be behind the server's log, though it may send nothing now. */
  boolean isBehind(StreamPosition position) {
    return watch.isAhead(position.flushed());
  }

  /** Compares what the catalogue says with what is remembered, if it was looked at. */
  void look(StreamPosition position) {
    CatalogueWatch.Observation seen = watch.poll(position.flushed());
    if (seen == null) {
      return;
    }
    for (TableId table : config.tables()) {
      // what a snapshot has shown since is newer than this; the next look will do
      if (isBefore(readAt.get(table), seen.least())) {
        CatalogueWatch.SeenTable now = seen.tables().get(table);
        if (now == null) {
          gone(table);
        } else {
          compare(table, now, isBefore(versionAt.get(table), seen.least()), position);
        }
      }
    }
  }

  private static boolean isBefore(@Nullable Long at, long lsn) {
    return at == null || Long.compareUnsigned(at, lsn) < 0;
  }

  private void gone(TableId table) {
    if (TableStamp.NONE.equals(known.of(table).stamp())) {
      return;
    }
    LOG.warn(
        "Table {} does not exist any more, or publication {} does not publish it: what changes in it"
            + " is not captured. Once it is there again it is read anew.",
        table,
        config.publication());
    remember(table, known.of(table).withStamp(TableStamp.NONE));
  }

  /** The version is only news if no row of a later one has come meanwhile. */
  private void compare(
      TableId table, CatalogueWatch.SeenTable now, boolean isNewest, StreamPosition position) {
    KnownTable before = known.of(table);
    TableStamp stamp = before.stamp();
    // before anything of it is read anew: a column may not be what its name says
    RowShape shape =
        now.columns().isEmpty() ? null : factory.shape(now.version(table), now.types());
    if (stamp != null && !stamp.equals(now.stamp())) {
      SilentChange change = SilentChange.between(stamp, now.stamp(), now.attached());
      if (change != null) {
        answer(table, change);
      }
    }
    KnownTable after = before.withStamp(now.stamp());
    if (isNewest && shape != null) {
      TableVersion version = now.version(table);
      if (!version.print().equals(before.print())) {
        // no row was sent since; those to come have this shape
        Position from = new Position(position.epoch(), position.flushed(), 0);
        ready.add(
            SchemaRecord.of(version, shape, from, System.currentTimeMillis(), config.columns()));
        after = after.withPrint(version.print());
      }
    }
    remember(table, after);
  }

  private void answer(TableId table, SilentChange change) {
    boolean renews =
        switch (change.kind()) {
          case MISSED -> true;
          case REWRITTEN -> config.onRewrite() == OnRewrite.RESNAPSHOT;
          case SHRUNK -> false;
        };
    if (renews) {
      LOG.warn("Table {} {}: reading it anew", table, change.cause());
      snapshot.renew(table);
    } else {
      LOG.warn(
          "Table {} {}: PostgreSQL does not send such changes, so the landing differs from the"
              + " table. Read it anew by: cdc resnapshot --table {}",
          table,
          change.cause(),
          table);
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
