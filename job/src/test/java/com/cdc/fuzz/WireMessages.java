package com.cdc.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.pgoutput.PgOutputHandler;
import com.cdc.pgoutput.Relation;
import com.cdc.pgoutput.Tuple;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes pgoutput messages as the server does: of what a decoder hears, or of texts.
 *
 * <p>Source: PostgreSQL manual, "Logical Replication Message Formats".
 */
final class WireMessages implements PgOutputHandler {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private char oldKind = 'K';

  /** The message that was written last; empty if none was. */
  byte[] take() {
    byte[] message = out.toByteArray();
    out.reset();
    return message;
  }

  /** Old rows follow as a whole, as under REPLICA IDENTITY FULL. */
  void wholeOldRows() {
    oldKind = 'O';
  }

  @Override
  public void begin(long commitLsn, long commitMillis, int xid) {
    out.write('B');
    int64(commitLsn);
    int64((commitMillis - 946_684_800_000L) * 1000);
    int32(xid);
  }

  @Override
  public void commit(long commitLsn, long endLsn) {
    out.write('C');
    out.write(0);
    int64(commitLsn);
    int64(endLsn);
    int64(0);
  }

  @Override
  public void relation(Relation relation) {
    out.write('R');
    int32(relation.id());
    string(relation.schema());
    string(relation.name());
    out.write(relation.replicaIdentity());
    int16(relation.columns().size());
    for (Relation.Column column : relation.columns()) {
      out.write(column.identity() ? 1 : 0);
      string(column.name());
      int32(column.type());
      int32(column.typeModifier());
    }
  }

  @Override
  public void insert(int relation, Tuple row) {
    change('I', relation);
    out.write('N');
    tuple(row);
  }

  @Override
  public void update(int relation, @Nullable Tuple old, Tuple row) {
    change('U', relation);
    if (old != null) {
      out.write(oldKind);
      tuple(old);
    }
    out.write('N');
    tuple(row);
  }

  @Override
  public void delete(int relation, Tuple old) {
    change('D', relation);
    out.write(oldKind);
    tuple(old);
  }

  @Override
  public void truncate(int[] relations) {
    out.write('T');
    int32(relations.length);
    out.write(0);
    for (int relation : relations) {
      int32(relation);
    }
  }

  @Override
  public void message(boolean transactional, String prefix, String content) {
    out.write('M');
    out.write(transactional ? 1 : 0);
    int64(0);
    string(prefix);
    text(content.getBytes(UTF_8));
  }

  /** An insert of texts, of which null ones are NULL. */
  void insert(int relation, List<byte @Nullable []> row) {
    change('I', relation);
    out.write('N');
    int16(row.size());
    for (byte[] value : row) {
      if (value == null) {
        out.write('n');
      } else {
        out.write('t');
        text(value);
      }
    }
  }

  private void change(char type, int relation) {
    out.write(type);
    int32(relation);
  }

  private void tuple(Tuple tuple) {
    int16(tuple.width());
    for (int i = 0; i < tuple.width(); i++) {
      if (tuple.isNull(i)) {
        out.write('n');
      } else if (tuple.isUnchanged(i)) {
        out.write('u');
      } else {
        out.write('t');
        int32(tuple.length(i));
        out.write(tuple.bytes(), tuple.offset(i), tuple.length(i));
      }
    }
  }

  private void text(byte[] text) {
    int32(text.length);
    out.writeBytes(text);
  }

  private void string(String text) {
    out.writeBytes(text.getBytes(UTF_8));
    out.write(0);
  }

  private void int16(int value) {
    out.writeBytes(ByteBuffer.allocate(Short.BYTES).putShort((short) value).array());
  }

  private void int32(int value) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
  }

  private void int64(long value) {
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }
}
