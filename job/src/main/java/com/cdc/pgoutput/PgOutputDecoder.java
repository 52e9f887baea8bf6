package com.cdc.pgoutput;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes the messages of the {@code pgoutput} plugin, protocol version 1, straight over the
 * received bytes. Not thread-safe.
 *
 * <p>Source: PostgreSQL manual, chapter "Frontend/Backend Protocol", section "Logical Replication
 * Message Formats".
 */
public final class PgOutputDecoder {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** PostgreSQL counts microseconds from 2000-01-01; this is that day in epoch milliseconds. */
  private static final long POSTGRES_EPOCH_MILLIS = 946_684_800_000L;

  /** A message larger than this is not held until the next one comes. */
  private static final int KEPT_BYTES = 1 << 20;

  private static final byte[] NOTHING = new byte[0];

  private final Tuple old = new Tuple();
  private final Tuple row = new Tuple();
  private byte[] message = new byte[0];
  private int at;

  /**
   * Decodes the one message that begins at {@code offset} and hands it on.
   *
   * @throws IllegalStateException if the message is of a type that protocol version 1 does not have
   */
  public void decode(byte[] bytes, int offset, PgOutputHandler handler) {
    message = bytes;
    at = offset;
    byte type = bytes[at++];
    switch (type) {
      case 'I' -> {
        int relation = int32();
        at++; // 'N'
        tuple(row);
        handler.insert(relation, row);
      }
      case 'U' -> update(handler);
      case 'D' -> {
        int relation = int32();
        at++; // 'K' or 'O'
        tuple(old);
        handler.delete(relation, old);
      }
      case 'B' -> {
        long commitLsn = int64();
        handler.begin(commitLsn, millis(int64()), int32());
      }
      case 'C' -> {
        at++; // flags, unused
        long commitLsn = int64();
        handler.commit(commitLsn, int64());
      }
      case 'R' -> handler.relation(relation());
      case 'T' -> truncate(handler);
      case 'M' -> message(handler);
      case 'Y', 'O' -> {} // names of types and origins say nothing of rows
      default ->
          throw new IllegalStateException(
              "Unknown pgoutput message type '" + (char) type + "' in protocol version 1");
    }
    if (bytes.length > KEPT_BYTES) {
      message = NOTHING;
      old.reset(NOTHING, 0);
      row.reset(NOTHING, 0);
    }
  }

  private void update(PgOutputHandler handler) {
    int relation = int32();
    boolean hasOld = message[at++] != 'N';
    if (hasOld) {
      tuple(old);
      at++; // 'N'
    }
    tuple(row);
    handler.update(relation, hasOld ? old : null, row);
  }

  private void truncate(PgOutputHandler handler) {
    int[] relations = new int[int32()];
    at++; // CASCADE, RESTART IDENTITY: the server lists every table that it truncated
    for (int i = 0; i < relations.length; i++) {
      relations[i] = int32();
    }
    handler.truncate(relations);
  }

  private void message(PgOutputHandler handler) {
    boolean transactional = (message[at++] & 1) != 0;
    at += 8; // where it was written
    String prefix = string();
    int length = int32();
    handler.message(transactional, prefix, new String(message, at, length, UTF_8));
  }

  private Relation relation() {
    int id = int32();
    String schema = string();
    String name = string();
    char identity = (char) message[at++];
    int columns = int16();
    List<Relation.Column> list = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      boolean key = (message[at++] & 1) != 0;
      String column = string();
      int type = int32();
      list.add(new Relation.Column(column, type, int32(), key));
    }
    // the server sends an empty string for pg_catalog
    return new Relation(id, schema.isEmpty() ? "pg_catalog" : schema, name, identity, list);
  }

  private void tuple(Tuple tuple) {
    int columns = int16();
    tuple.reset(message, columns);
    for (int i = 0; i < columns; i++) {
      byte kind = message[at++];
      tuple.kinds[i] = kind;
      if (kind == Tuple.TEXT) {
        int length = int32();
        tuple.offsets[i] = at;
        tuple.lengths[i] = length;
        at += length;
      } else if (kind != Tuple.NULL && kind != Tuple.UNCHANGED) {
        throw new IllegalStateException("Unknown kind of column '" + (char) kind + "' in a tuple");
      }
    }
  }

  private static long millis(long postgresMicros) {
    return Math.floorDiv(postgresMicros, 1000L) + POSTGRES_EPOCH_MILLIS;
  }

  private int int16() {
    int value = (short) SHORT.get(message, at);
    at += 2;
    return value;
  }

  private int int32() {
    int value = (int) INT.get(message, at);
    at += 4;
    return value;
  }

  private long int64() {
    long value = (long) LONG.get(message, at);
    at += 8;
    return value;
  }

  private String string() {
    int start = at;
    while (message[at] != 0) {
      at++;
    }
    return new String(message, start, at++ - start, UTF_8);
  }
}
