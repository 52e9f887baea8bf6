package com.cdc.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.config.PostgresConfig;
import com.cdc.event.Operation;
import com.cdc.json.BatchBuilder;
import com.cdc.json.IngestionClock;
import com.cdc.json.InvalidTextException;
import com.cdc.json.KeyHash;
import com.cdc.json.RecordWriter;
import com.cdc.json.RowShape;
import com.cdc.json.TableBatches;
import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.ColumnInfo;
import com.cdc.postgres.Lsn;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the rows of a chunk by COPY, stamped with the point that their snapshot is exact for. */
final class ChunkReader {

  private static final Logger LOG = LoggerFactory.getLogger(ChunkReader.class);

  private static final int BATCH_BYTES = 1 << 20;

  private ChunkReader() {}

  /**
   * Adds all rows of the chunk, as {@code r} records of the epoch.
   *
   * @throws StopException if PostgreSQL cannot send a row or a row is too large
   */
  static void read(
      PostgresConfig config,
      SnapshotSession session,
      KeyChunk chunk,
      ShapeFactory shapes,
      long epoch,
      SpooledChunk into)
      throws SQLException {
    CapturedTable table = session.table(chunk.table());
    SnapshotQuery query = SnapshotQuery.of(table, chunk, session.published(chunk.table()), shapes);
    try {
      read(session, table, query, chunk, shapes, epoch, into);
    } catch (InvalidTextException e) {
      throw UnreadableText.inSnapshot(chunk.table().toString());
    } catch (MalformedRowException e) {
      throw new StopException(
          "Snapshot of table "
              + chunk.table()
              + ": "
              + e.getMessage()
              + ". Nothing of the chunk has landed. Start again: if it comes again, the server or"
              + " something on the way to it does not speak the protocol of PostgreSQL: connect to"
              + " the server itself, without a proxy.",
          e);
    } catch (SQLException e) {
      if (UnreadableText.causes(e)) {
        throw UnreadableText.inSnapshot(chunk.table().toString());
      }
      long at = session.consistentPoint();
      List<String> columns = query.columns().stream().map(ColumnInfo::name).toList();
      OversizedRow.stopIfCause(e, config, table, columns, at);
      ServerFault fault = ServerFault.in(e);
      if (fault != null) {
        String where = "table " + table.id() + " for its snapshot, as of LSN " + Lsn.format(at);
        throw new StopException(fault.headline(where) + fault.advice() + " Then start again.", e);
      }
      throw e;
    }
  }

  private static void read(
      SnapshotSession session,
      CapturedTable table,
      SnapshotQuery query,
      KeyChunk chunk,
      ShapeFactory shapes,
      long epoch,
      SpooledChunk into)
      throws SQLException {
    long started = System.nanoTime();
    TableVersion version = TableVersion.of(table, query.columns());
    RowShape shape = shapes.shape(version, session.types());
    if (session.isFirstOf(table.id())) {
      into.add(shapes.record(session.described(version), shape, epoch, session));
    }
    byte[] chunkName = String.valueOf(chunk.number()).getBytes(UTF_8);
    IngestionClock clock = new IngestionClock();
    TableBatches batches = new TableBatches(chunk.table(), shape.shards());
    BatchBuilder batch = batches.shard(0);
    int gathered = 0;
    CopyRow row = new CopyRow(shape.width());
    long at = session.consistentPoint();
    long rows = 0;
    CopyOut copy = session.copy(query.sql());
    while (parseNext(copy, row)) {
      if (shape.isSharded()) {
        batch = batches.shard(shardOf(row, shape));
      }
      RecordWriter writer = batch.writer();
      int before = batch.bytes();
      writer.begin();
      for (int i = 0; i < shape.width(); i++) {
        if (row.isNull(i)) {
          writer.nullValue(shape, i);
        } else {
          writer.value(shape, i, row.bytes(), row.offset(i), row.length(i));
        }
      }
      writer.metadata(Operation.READ, epoch, at, 0, session.timeMillis());
      writer.ingested(clock.now());
      if (!shape.isKeyed()) {
        writer.row(chunkName, rows);
      }
      writer.end();
      batch.added(Operation.READ, epoch, at, 0, session.timeMillis());
      rows++;
      row.forgetHuge();
      gathered += batch.bytes() - before;
      if (gathered >= BATCH_BYTES) {
        batches.build(into::add);
        gathered = 0;
      }
    }
    batches.build(into::add);
    LOG.info(
        "Snapshot chunk read table={} chunk={} rows={} millis={}",
        chunk.table(),
        chunk.number(),
        rows,
        (System.nanoTime() - started) / 1_000_000);
  }

  /** As the stream tells it of the same key. */
  private static int shardOf(CopyRow row, RowShape shape) {
    int hash = KeyHash.START;
    for (int i = 0; i < shape.width(); i++) {
      if (shape.isShardedBy(i)) {
        hash =
            row.isNull(i)
                ? KeyHash.addNull(hash)
                : KeyHash.add(hash, row.bytes(), row.offset(i), row.length(i));
      }
    }
    return KeyHash.shard(hash, shape.shards());
  }

  /** A method of its own, so that no variable holds a huge row while the next is received. */
  private static boolean parseNext(CopyOut copy, CopyRow row) throws SQLException {
    byte[] data = copy.readFromCopy();
    if (data == null) {
      return false;
    }
    row.parse(data);
    return true;
  }
}
