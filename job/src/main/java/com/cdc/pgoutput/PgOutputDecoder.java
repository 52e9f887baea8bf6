package com.cdc.pgoutput;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.json.InvalidTextException;
import com.cdc.json.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the messages of the {@code pgoutput} plugin, protocol version 1, straight over the
 * received bytes. Not thread-safe.
 *
 * <p>Nothing is read beyond a message's end, and no more is allocated than its length justifies,
 * whatever it says.
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

  /** Of a column in a Relation: flags, an empty name with its end, type and modifier. */
  private static final int LEAST_COLUMN_BYTES = 10;

  private static final byte[] NOTHING = new byte[0];

  private final Tuple old = new Tuple();
  private final Tuple row = new Tuple();
  private final Map<Integer, String> names = new HashMap<>();
  private byte[] message = NOTHING;
  private int start;
  private int end;
  private int at;

  /**
   * Decodes the one message that begins at {@code offset} and hands it on.
   *
   * @throws MalformedMessageException if it is not exactly one message of protocol version 1, or if
   *     the handler finds that it cannot follow the ones before
   */
  public void decode(byte[] bytes, int offset, int length, PgOutputHandler handler) {
    message = bytes;
    start = offset;
    end = offset + length;
    at = offset;
    try {
      decode(handler);
    } catch (ProtocolViolation e) {
      throw malformed(start + e.offset(), e.problem(), null);
    } catch (InvalidTextException e) {
      throw malformed(e.valueOffset(), e.problem(), e);
    }
    if (bytes.length > KEPT_BYTES) {
      message = NOTHING;
      old.reset(NOTHING, 0);
      row.reset(NOTHING, 0);
    }
  }

  private void decode(PgOutputHandler handler) {
    byte type = int8();
    switch (type) {
      case 'I' -> {
        int relation = int32();
        expect('N');
        tuple(row);
        requireEnd();
        handler.insert(relation, row);
      }
      case 'U' -> update(handler);
      case 'D' -> {
        int relation = int32();
        if (int8() != 'K') {
          at--;
          expect('O');
        }
        tuple(old);
        requireEnd();
        handler.delete(relation, old);
      }
      case 'B' -> {
        long commitLsn = int64();
        long commitMillis = millis(int64());
        int xid = int32();
        requireEnd();
        handler.begin(commitLsn, commitMillis, xid);
      }
      case 'C' -> {
        int8(); // flags, unused
        long commitLsn = int64();
        long endLsn = int64();
        int64(); // when, which Begin has said
        requireEnd();
        handler.commit(commitLsn, endLsn);
      }
      case 'R' -> relation(handler);
      case 'T' -> truncate(handler);
      case 'M' -> message(handler);
      case 'Y', 'O' -> {} // names of types and origins say nothing of rows
      default -> throw malformed(start, "protocol version 1 has no such message", null);
    }
  }

  private void update(PgOutputHandler handler) {
    int relation = int32();
    byte first = int8();
    boolean hasOld = first == 'K' || first == 'O';
    if (hasOld) {
      tuple(old);
    } else {
      at--;
    }
    expect('N');
    tuple(row);
    requireEnd();
    handler.update(relation, hasOld ? old : null, row);
  }

  private void truncate(PgOutputHandler handler) {
    int count = int32();
    int8(); // CASCADE, RESTART IDENTITY: the server lists every table that it truncated
    if (count < 0 || count > (end - at) / Integer.BYTES) {
      throw tooMany(start + 1, count, "relations");
    }
    int[] relations = new int[count];
    for (int i = 0; i < count; i++) {
      relations[i] = int32();
    }
    requireEnd();
    handler.truncate(relations);
  }

  private void message(PgOutputHandler handler) {
    boolean transactional = (int8() & 1) != 0;
    int64(); // where it was written
    String prefix = string();
    int length = length("the content");
    String content = new String(message, at, length, UTF_8);
    at += length;
    requireEnd();
    handler.message(transactional, prefix, content);
  }

  private void relation(PgOutputHandler handler) {
    int id = int32();
    String namespace = string();
    // the server sends an empty string for pg_catalog
    String schema = namespace.isEmpty() ? "pg_catalog" : namespace;
    int nameAt = at;
    String name = string();
    if (name.isEmpty()) {
      throw malformed(nameAt, "the relation has no name", null);
    }
    char identity = (char) int8();
    int columns = int16();
    if (columns < 0 || columns > (end - at) / LEAST_COLUMN_BYTES) {
      throw tooMany(at - Short.BYTES, columns, "columns");
    }
    List<Relation.Column> list = new ArrayList<>(columns);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < columns; i++) {
      boolean key = (int8() & 1) != 0;
      int columnAt = at;
      String column = string();
      if (!seen.add(column)) {
        throw malformed(columnAt, "column " + i + " has the name of an earlier one", null);
      }
      int type = int32();
      list.add(new Relation.Column(column, type, int32(), key));
    }
    requireEnd();
    names.put(id, schema + "." + name);
    handler.relation(new Relation(id, schema, name, identity, list));
  }

  private void tuple(Tuple tuple) {
    int columns = int16();
    if (columns < 0 || columns > end - at) {
      throw tooMany(at - Short.BYTES, columns, "columns");
    }
    tuple.reset(message, columns);
    byte[] bytes = message; // locals: the loop runs for every value that is ever captured
    int last = end;
    int next = at;
    for (int i = 0; i < columns; i++) {
      if (next == last) {
        throw malformed(next, "it ends before column " + i, null);
      }
      byte kind = bytes[next++];
      tuple.kinds[i] = kind;
      if (kind == Tuple.TEXT) {
        int length = last - next < Integer.BYTES ? -1 : (int) INT.get(bytes, next);
        next += Integer.BYTES;
        if (length < 0 || length > last - next) {
          throw textDoesNotFit(i, next - Integer.BYTES);
        }
        tuple.offsets[i] = next;
        tuple.lengths[i] = length;
        next += length;
      } else if (kind != Tuple.NULL && kind != Tuple.UNCHANGED) {
        throw malformed(next - 1, "column %d is of the unknown kind %d".formatted(i, kind), null);
      }
    }
    at = next;
  }

  private static long millis(long postgresMicros) {
    return Math.floorDiv(postgresMicros, 1000L) + POSTGRES_EPOCH_MILLIS;
  }

  private byte int8() {
    return message[take(Byte.BYTES)];
  }

  private int int16() {
    return (short) SHORT.get(message, take(Short.BYTES));
  }

  private int int32() {
    return (int) INT.get(message, take(Integer.BYTES));
  }

  private long int64() {
    return (long) LONG.get(message, take(Long.BYTES));
  }

  /** Moves on by so many bytes and returns where they begin. */
  private int take(int bytes) {
    int from = at;
    if (end - from < bytes) {
      throw malformed(from, "it ends where %d bytes have to follow".formatted(bytes), null);
    }
    at = from + bytes;
    return from;
  }

  private void expect(char kind) {
    if (int8() != kind) {
      throw malformed(at - 1, "a tuple of kind '" + kind + "' has to follow", null);
    }
  }

  private int length(String of) {
    int length = int32();
    if (length < 0 || length > end - at) {
      throw malformed(
          at - Integer.BYTES,
          "%s is %d bytes long, %d follow".formatted(of, length, end - at),
          null);
    }
    return length;
  }

  private String string() {
    int from = at;
    int to = from;
    while (to < end && message[to] != 0) {
      to++;
    }
    if (to == end) {
      throw malformed(from, "a string has no end", null);
    }
    if (!Utf8.isValid(message, from, to - from)) {
      throw malformed(from, "a string is not valid UTF-8", null);
    }
    at = to + 1;
    return new String(message, from, to - from, UTF_8);
  }

  private void requireEnd() {
    if (at != end) {
      throw malformed(at, "%d bytes follow its end".formatted(end - at), null);
    }
  }

  private MalformedMessageException textDoesNotFit(int column, int where) {
    at = where;
    int length = int32(); // or the length itself is cut off
    return malformed(
        where, "column %d is %d bytes long, %d follow".formatted(column, length, end - at), null);
  }

  private MalformedMessageException tooMany(int where, int count, String of) {
    return malformed(
        where,
        "%d %s do not fit into the %d bytes that follow".formatted(count, of, end - at),
        null);
  }

  /** Says which message it is, and of which table where the message says that. */
  private MalformedMessageException malformed(
      int where, String problem, @Nullable Throwable cause) {
    int length = end - start;
    byte type = length > 0 ? message[start] : 0;
    String relation = "";
    if ((type == 'I' || type == 'U' || type == 'D') && length > Integer.BYTES) {
      int id = (int) INT.get(message, start + 1);
      relation = " for relation " + Integer.toUnsignedString(id) + known(id);
    }
    return new MalformedMessageException(type, where - start, length, relation, problem, cause);
  }

  private String known(int relation) {
    String name = names.get(relation);
    return name == null ? "" : " (" + name + ")";
  }
}
