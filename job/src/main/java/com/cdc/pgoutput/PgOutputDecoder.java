package com.cdc.pgoutput;

import com.cdc.json.InvalidTextException;
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

  /** PostgreSQL counts microseconds from 2000-01-01; this is that day in epoch milliseconds. */
  private static final long POSTGRES_EPOCH_MILLIS = 946_684_800_000L;

  /** A message larger than this is not held until the next one comes. */
  private static final int KEPT_BYTES = 1 << 20;

  /** Of a column in a Relation: flags, an empty name with its end, type and modifier. */
  private static final int LEAST_COLUMN_BYTES = 10;

  private final MessageCursor in = new MessageCursor();
  private final Tuple old = new Tuple();
  private final Tuple row = new Tuple();
  private final Map<Integer, String> names = new HashMap<>();

  /**
   * Decodes the one message that begins at {@code offset} and hands it on.
   *
   * @throws MalformedMessageException if it is not exactly one message of protocol version 1, or if
   *     the handler finds that it cannot follow the ones before
   */
  public void decode(byte[] bytes, int offset, int length, PgOutputHandler handler) {
    in.reset(bytes, offset, length);
    try {
      decode(handler);
    } catch (ProtocolViolation e) {
      throw malformed(e.offset(), e.problem(), null);
    } catch (InvalidTextException e) {
      throw malformed(e.valueOffset() - offset, e.problem(), e);
    }
    if (bytes.length > KEPT_BYTES) {
      in.forget();
      old.reset(MessageCursor.NOTHING, 0);
      row.reset(MessageCursor.NOTHING, 0);
    }
  }

  private void decode(PgOutputHandler handler) {
    byte type = in.int8();
    switch (type) {
      case 'I' -> {
        int relation = in.int32();
        in.expect('N');
        tuple(row);
        in.requireEnd();
        handler.insert(relation, row);
      }
      case 'U' -> update(handler);
      case 'D' -> delete(handler);
      case 'B' -> {
        long commitLsn = in.int64();
        long commitMillis = millis(in.int64());
        int xid = in.int32();
        in.requireEnd();
        handler.begin(commitLsn, commitMillis, xid);
      }
      case 'C' -> {
        in.int8(); // flags, unused
        long commitLsn = in.int64();
        long endLsn = in.int64();
        in.int64(); // when, which Begin has said
        in.requireEnd();
        handler.commit(commitLsn, endLsn);
      }
      case 'R' -> relation(handler);
      case 'T' -> truncate(handler);
      case 'M' -> message(handler);
      case 'Y', 'O' -> {} // names of types and origins say nothing of rows
      default -> throw in.violation(in.start, "protocol version 1 has no such message");
    }
  }

  private void update(PgOutputHandler handler) {
    int relation = in.int32();
    byte first = in.int8();
    boolean hasOld = first == 'K' || first == 'O';
    if (hasOld) {
      tuple(old);
    } else {
      in.at--;
    }
    in.expect('N');
    tuple(row);
    in.requireEnd();
    handler.update(relation, hasOld ? old : null, row);
  }

  private void delete(PgOutputHandler handler) {
    int relation = in.int32();
    if (in.int8() != 'K') {
      in.at--;
      in.expect('O');
    }
    tuple(old);
    in.requireEnd();
    handler.delete(relation, old);
  }

  private void truncate(PgOutputHandler handler) {
    int count = in.int32();
    int countAt = in.at;
    in.int8(); // CASCADE, RESTART IDENTITY: the server lists every table that it truncated
    in.requireRoom(count, countAt - Integer.BYTES, Integer.BYTES, "relations");
    int[] relations = new int[count];
    for (int i = 0; i < count; i++) {
      relations[i] = in.int32();
    }
    in.requireEnd();
    handler.truncate(relations);
  }

  private void message(PgOutputHandler handler) {
    boolean transactional = (in.int8() & 1) != 0;
    in.int64(); // where it was written
    String prefix = in.string();
    String content = in.string(in.length("the content"));
    in.requireEnd();
    handler.message(transactional, prefix, content);
  }

  private void relation(PgOutputHandler handler) {
    int id = in.int32();
    String namespace = in.string();
    // the server sends an empty string for pg_catalog
    String schema = namespace.isEmpty() ? "pg_catalog" : namespace;
    int nameAt = in.at;
    String name = in.string();
    if (name.isEmpty()) {
      throw in.violation(nameAt, "the relation has no name");
    }
    char identity = (char) in.int8();
    List<Relation.Column> columns = columns();
    in.requireEnd();
    names.put(id, schema + "." + name);
    handler.relation(new Relation(id, schema, name, identity, columns));
  }

  private List<Relation.Column> columns() {
    int count = in.int16();
    in.requireRoom(count, in.at - Short.BYTES, LEAST_COLUMN_BYTES, "columns");
    List<Relation.Column> columns = new ArrayList<>(count);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < count; i++) {
      boolean key = (in.int8() & 1) != 0;
      int nameAt = in.at;
      String name = in.string();
      if (!seen.add(name)) {
        throw in.violation(nameAt, "column " + i + " has the name of an earlier one");
      }
      int type = in.int32();
      columns.add(new Relation.Column(name, type, in.int32(), key));
    }
    return columns;
  }

  private void tuple(Tuple tuple) {
    int columns = in.int16();
    in.requireRoom(columns, in.at - Short.BYTES, 1, "columns");
    tuple.reset(in.message, columns);
    byte[] bytes = in.message; // locals: the loop runs for every value that is ever captured
    int last = in.end;
    int next = in.at;
    for (int i = 0; i < columns; i++) {
      if (next == last) {
        throw in.violation(next, "it ends before column " + i);
      }
      byte kind = bytes[next++];
      tuple.kinds[i] = kind;
      if (kind == Tuple.TEXT) {
        int length = last - next < Integer.BYTES ? -1 : in.int32At(next);
        next += Integer.BYTES;
        if (length < 0 || length > last - next) {
          throw textDoesNotFit(i, next - Integer.BYTES);
        }
        tuple.offsets[i] = next;
        tuple.lengths[i] = length;
        next += length;
      } else if (kind != Tuple.NULL && kind != Tuple.UNCHANGED) {
        throw in.violation(next - 1, "column %d is of the unknown kind %d".formatted(i, kind));
      }
    }
    in.at = next;
  }

  private static long millis(long postgresMicros) {
    return Math.floorDiv(postgresMicros, 1000L) + POSTGRES_EPOCH_MILLIS;
  }

  private ProtocolViolation textDoesNotFit(int column, int where) {
    in.at = where;
    int length = in.int32(); // or the length itself is cut off
    return in.violation(
        where, "column %d is %d bytes long, %d follow".formatted(column, length, in.remaining()));
  }

  /** Says which message it is, and of which table where the message says that. */
  private MalformedMessageException malformed(
      int offset, String problem, @Nullable Throwable cause) {
    int length = in.end - in.start;
    byte type = length > 0 ? in.message[in.start] : 0;
    String relation = "";
    if ((type == 'I' || type == 'U' || type == 'D') && length > Integer.BYTES) {
      int id = in.int32At(in.start + 1);
      relation = " for relation " + Integer.toUnsignedString(id) + known(id);
    }
    return new MalformedMessageException(type, offset, length, relation, problem, cause);
  }

  private String known(int relation) {
    String name = names.get(relation);
    return name == null ? "" : " (" + name + ")";
  }
}
