package com.cdc.pgoutput;

import com.cdc.event.Operation;
import com.cdc.json.BatchBuilder;
import com.cdc.json.LineBuffer;
import com.cdc.json.RecordWriter;
import com.cdc.json.RowShape;
import org.jspecify.annotations.Nullable;

/** Writes the changes of one relation into the batch of its table. */
final class ChangeWriter {

  private final RowShape shape;
  private final BatchBuilder batch;
  private final RecordWriter writer;
  private final ChangeAssembler transaction;
  private final int[] unchanged;
  private final LineBuffer keyText = new LineBuffer();
  private final RecordWriter keyWriter = new RecordWriter(keyText);

  ChangeWriter(RowShape shape, BatchBuilder batch, ChangeAssembler transaction) {
    this.shape = shape;
    this.batch = batch;
    this.writer = batch.writer();
    this.transaction = transaction;
    this.unchanged = new int[shape.width()];
  }

  void insert(Tuple row) {
    write(Operation.CREATE, null, row, null);
  }

  void update(@Nullable Tuple old, Tuple row) {
    if (old != null && keyChanged(old, row)) {
      delete(old);
      write(Operation.UPDATE, old, row, keyOf(old));
    } else {
      write(Operation.UPDATE, old, row, null);
    }
  }

  /** Under REPLICA IDENTITY DEFAULT and USING INDEX the server sends the key alone. */
  void delete(Tuple old) {
    int before = batch.bytes();
    writer.begin();
    for (int i = 0; i < old.width(); i++) {
      if (!old.isNull(i)) {
        column(old, i);
      } else if (shape.isKey(i)) {
        writer.nullValue(shape, i);
      }
    }
    transaction.stamp(writer, Operation.DELETE);
    end(Operation.DELETE, before);
  }

  void truncate() {
    int before = batch.bytes();
    writer.begin();
    transaction.stamp(writer, Operation.TRUNCATE);
    end(Operation.TRUNCATE, before);
  }

  private void write(Operation op, @Nullable Tuple old, Tuple row, byte @Nullable [] oldKey) {
    int before = batch.bytes();
    int notSent = 0;
    writer.begin();
    for (int i = 0; i < row.width(); i++) {
      if (!row.isUnchanged(i)) {
        column(row, i);
      } else if (old != null && !old.isUnchanged(i) && !old.isNull(i)) {
        column(old, i); // under REPLICA IDENTITY FULL the old row has what the new one leaves out
      } else {
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
    end(op, before);
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

  private byte[] keyOf(Tuple old) {
    keyWriter.begin();
    for (int i = 0; i < old.width(); i++) {
      if (shape.isKey(i)) {
        keyWriter.value(shape, i, old.bytes(), old.offset(i), old.length(i));
      }
    }
    keyWriter.endObject();
    return keyText.take();
  }
}
