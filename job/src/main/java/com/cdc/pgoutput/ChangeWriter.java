package com.cdc.pgoutput;

import com.cdc.event.Operation;
import com.cdc.json.BatchBuilder;
import com.cdc.json.KeyHash;
import com.cdc.json.LineBuffer;
import com.cdc.json.RecordWriter;
import com.cdc.json.RowShape;
import com.cdc.json.TableBatches;
import org.jspecify.annotations.Nullable;

/** Writes the changes of one relation into the batches of its table. */
final class ChangeWriter {

  /** Where in a message its first tuple begins. */
  private static final int TUPLES = 5;

  private final RowShape shape;
  private final TableBatches batches;
  private BatchBuilder batch;
  private RecordWriter writer;
  private final ChangeAssembler transaction;
  private final int[] unchanged;
  private final LineBuffer innerText = new LineBuffer();
  private final RecordWriter inner = new RecordWriter(innerText);

  ChangeWriter(RowShape shape, TableBatches batches, ChangeAssembler transaction) {
    this.shape = shape;
    this.batches = batches;
    batch = batches.shard(0);
    writer = batch.writer();
    this.transaction = transaction;
    this.unchanged = new int[shape.width()];
  }

  void insert(Tuple row) {
    requireWidth(row);
    write(Operation.CREATE, null, row, null);
  }

  /** Without a key, a row is known by all that it holds: any change of it is one of its key. */
  void update(@Nullable Tuple old, Tuple row) {
    requireWidth(row);
    if (old != null) {
      requireWidth(old);
    }
    if (old != null && !shape.isKeyed()) {
      writeDelete(old);
      write(Operation.UPDATE, old, row, null);
    } else if (old != null && keyChanged(old, row)) {
      writeDelete(old);
      write(Operation.UPDATE, old, row, keyOf(old));
    } else {
      write(Operation.UPDATE, old, row, null);
    }
  }

  /** Under REPLICA IDENTITY DEFAULT and USING INDEX the server sends the key alone. */
  void delete(Tuple old) {
    requireWidth(old);
    writeDelete(old);
  }

  private void writeDelete(Tuple old) {
    if (shape.isSharded()) {
      turnTo(shardOf(old, null));
    }
    int before = batch.bytes();
    writer.begin();
    oldColumns(writer, old);
    transaction.stamp(writer, Operation.DELETE);
    end(Operation.DELETE, before);
  }

  void truncate() {
    turnTo(0);
    int before = batch.bytes();
    writer.begin();
    transaction.stamp(writer, Operation.TRUNCATE);
    end(Operation.TRUNCATE, before);
  }

  private void write(Operation op, @Nullable Tuple old, Tuple row, byte @Nullable [] oldKey) {
    if (shape.isSharded()) {
      turnTo(shardOf(row, old));
    }
    int before = batch.bytes();
    int notSent = 0;
    writer.begin();
    for (int i = 0; i < row.width(); i++) {
      if (!row.isUnchanged(i)) {
        column(row, i);
      } else if (old != null && !old.isUnchanged(i) && !old.isNull(i)) {
        column(old, i); // under REPLICA IDENTITY FULL the old row has what the new one leaves out
      } else if (shape.isMasked(i)) {
        writer.maskedValue(shape, i);
      } else if (!shape.isDropped(i)) {
        unchanged[notSent++] = i;
      }
    }
    transaction.stamp(writer, op);
    if (notSent > 0) {
      writer.unchanged(shape, unchanged, notSent);
      if (oldKey != null) {
        transaction.moved(shape.table());
      }
    }
    if (oldKey != null) {
      writer.oldKey(oldKey);
    }
    if (old != null && shape.carriesBefore()) {
      writer.before(rowOf(old));
    }
    end(op, before);
  }

  private void turnTo(int shard) {
    batch = batches.shard(shard);
    writer = batch.writer();
  }

  /** By the row's own key; of it too, the old row has what the new one leaves out. */
  private int shardOf(Tuple row, @Nullable Tuple old) {
    int hash = KeyHash.START;
    for (int i = 0; i < row.width(); i++) {
      if (shape.isShardedBy(i)) {
        Tuple from = old != null && row.isUnchanged(i) ? old : row;
        hash =
            from.isNull(i) || from.isUnchanged(i)
                ? KeyHash.addNull(hash)
                : KeyHash.add(hash, from.bytes(), from.offset(i), from.length(i));
      }
    }
    return KeyHash.shard(hash, shape.shards());
  }

  private void end(Operation op, int before) {
    writer.end();
    transaction.count(batch, op, batch.bytes() - before);
  }

  private void column(Tuple tuple, int i) {
    if (tuple.isNull(i)) {
      writer.nullValue(shape, i);
    } else {
      writer.value(shape, i, tuple.bytes(), tuple.offset(i), tuple.length(i));
    }
  }

  /** By value: the server sends an old tuple also when the key is the same. */
  private boolean keyChanged(Tuple old, Tuple row) {
    for (int i = 0; i < row.width(); i++) {
      if (shape.isKey(i) && !row.sameValue(old, i)) {
        return true;
      }
    }
    return false;
  }

  /** What the server sends of an old row: the key, under REPLICA IDENTITY FULL all of it. */
  private void oldColumns(RecordWriter into, Tuple old) {
    for (int i = 0; i < old.width(); i++) {
      if (old.isUnchanged(i)) {
        throw new ProtocolViolation(TUPLES, "the old row says of a column that it is unchanged");
      } else if (!old.isNull(i)) {
        into.value(shape, i, old.bytes(), old.offset(i), old.length(i));
      } else if (shape.isKey(i)) {
        into.nullValue(shape, i);
      }
    }
  }

  /** A row has the columns that its Relation has announced, or it is none of that relation's. */
  private void requireWidth(Tuple row) {
    if (row.width() != shape.width()) {
      throw new ProtocolViolation(
          TUPLES,
          "a row of %d columns, but the relation has %d".formatted(row.width(), shape.width()));
    }
  }

  private byte[] rowOf(Tuple old) {
    inner.begin();
    oldColumns(inner, old);
    inner.endObject();
    return innerText.take();
  }

  private byte[] keyOf(Tuple old) {
    inner.begin();
    for (int i = 0; i < old.width(); i++) {
      if (shape.isKey(i)) {
        if (old.isNull(i)) {
          inner.nullValue(shape, i);
        } else {
          inner.value(shape, i, old.bytes(), old.offset(i), old.length(i));
        }
      }
    }
    inner.endObject();
    return innerText.take();
  }
}
