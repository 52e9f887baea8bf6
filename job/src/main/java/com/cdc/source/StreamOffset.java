package com.cdc.source;

import com.cdc.event.TableId;
import com.cdc.pgoutput.StreamPosition;
import com.cdc.postgres.ServerIdentity;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.postgres.source.offset.PostgresOffset;
import org.jspecify.annotations.Nullable;

/**
 * A {@link StreamState} as the connector keeps it: a map of strings that it stores whole.
 *
 * <p>{@code lsn} is the connector's own key, by which it compares offsets; the others are ours. A
 * checkpoint holds them, so a key is never renamed, and one that is missing must have a meaning:
 * {@code StreamOffsetTest} restores old ones.
 */
final class StreamOffset {

  private static final String FLUSHED = "lsn";
  private static final String EPOCH = "epoch";
  private static final String COMMITTED = "committed";
  private static final String OPEN_LSN = "open_lsn";
  private static final String OPEN_MESSAGES = "open_messages";
  private static final String OPEN_SEQ = "open_seq";
  private static final String SYSTEM = "system";
  private static final String TIMELINE = "timeline";
  private static final String TABLES = "tables";
  private static final String PENDING = "pending";
  private static final String ADDED = "added";
  private static final String NEXT_CHUNK = "next_chunk";
  private static final String NEXT_FROM = "next_from";
  private static final String NEXT_FROM_COLUMNS = "next_from_columns";
  private static final String SPANS = "spans";
  private static final String KNOWN = "known";
  private static final String CHUNK_KNOWN = "chunk_known";
  private static final String CHUNK_AT = "chunk_at";
  private static final String CHUNK_ROWS = "chunk_rows";

  private StreamOffset() {}

  static PostgresOffset of(StreamState state) {
    Map<String, String> values = new HashMap<>();
    StreamPosition position = state.position();
    values.put(FLUSHED, String.valueOf(position.flushed()));
    values.put(EPOCH, String.valueOf(position.epoch()));
    values.put(COMMITTED, String.valueOf(position.committed()));
    values.put(OPEN_LSN, String.valueOf(position.openLsn()));
    values.put(OPEN_MESSAGES, String.valueOf(position.openMessages()));
    values.put(OPEN_SEQ, String.valueOf(position.openSeq()));
    ServerIdentity server = state.server();
    if (server != null) {
      values.put(SYSTEM, server.system());
      values.put(TIMELINE, String.valueOf(server.timeline()));
    }
    SnapshotPlan plan = state.plan();
    if (plan != null) {
      values.put(TABLES, tables(plan.tables()));
      values.put(PENDING, tables(plan.pending()));
      values.put(ADDED, tables(plan.added()));
      values.put(NEXT_CHUNK, String.valueOf(plan.nextChunk()));
      if (!plan.spans().isEmpty()) {
        values.put(
            SPANS, plan.spans().stream().map(StreamOffset::span).collect(Collectors.joining(",")));
      }
      KeyBound from = plan.nextFrom();
      if (from != null) {
        values.put(NEXT_FROM, texts(from.values()));
        if (!from.columns().isEmpty()) {
          values.put(NEXT_FROM_COLUMNS, texts(from.columns()));
        }
      }
    }
    String known = state.known().encode();
    if (!known.isEmpty()) {
      values.put(KNOWN, known);
    }
    return PostgresOffset.of(values);
  }

  /** Of a chunk that was read before the stream's first start. */
  static PostgresOffset of(FinishedChunk chunk, long epoch) {
    StreamState before = StreamState.notStarted(epoch, chunk.slotConfirmed());
    Map<String, String> values =
        new HashMap<>(
            of(new StreamState(before.position(), null, chunk.server(), before.known()))
                .getOffset());
    values.put(CHUNK_AT, String.valueOf(chunk.consistentPoint()));
    values.put(CHUNK_ROWS, String.valueOf(chunk.rows()));
    values.put(CHUNK_KNOWN, chunk.known());
    return PostgresOffset.of(values);
  }

  /** An old state has no point: the slot's is not after it. */
  static FinishedChunk chunk(Offset offset) {
    Map<String, String> values = offset.getOffset();
    long slotConfirmed = number(values, FLUSHED);
    return new FinishedChunk(
        slotConfirmed,
        values.containsKey(CHUNK_AT) ? number(values, CHUNK_AT) : slotConfirmed,
        server(values),
        values.containsKey(CHUNK_ROWS) ? number(values, CHUNK_ROWS) : 0,
        values.getOrDefault(CHUNK_KNOWN, ""));
  }

  static StreamState state(Offset offset) {
    Map<String, String> values = offset.getOffset();
    return new StreamState(
        new StreamPosition(
            number(values, EPOCH),
            number(values, COMMITTED),
            number(values, FLUSHED),
            number(values, OPEN_LSN),
            number(values, OPEN_MESSAGES),
            number(values, OPEN_SEQ)),
        plan(values),
        server(values),
        KnownTables.decode(values.getOrDefault(KNOWN, "")));
  }

  private static @Nullable ServerIdentity server(Map<String, String> values) {
    String system = values.get(SYSTEM);
    return system == null ? null : new ServerIdentity(system, (int) number(values, TIMELINE));
  }

  private static @Nullable SnapshotPlan plan(Map<String, String> values) {
    String tables = values.get(TABLES);
    if (tables == null) {
      return null;
    }
    return new SnapshotPlan(
        tables(tables),
        tables(values.getOrDefault(PENDING, "")),
        tables(values.getOrDefault(ADDED, "")),
        (int) number(values, NEXT_CHUNK),
        nextFrom(values),
        spans(values.getOrDefault(SPANS, "")));
  }

  private static String span(ReadSpan span) {
    return table(span.table()) + ":" + span.first() + ":" + span.last() + ":" + span.moved();
  }

  private static List<ReadSpan> spans(String joined) {
    return joined.isEmpty()
        ? List.of()
        : parts(joined, ",")
            .map(span -> span.split(":", -1))
            .map(
                span ->
                    new ReadSpan(
                        table(span[0]),
                        Long.parseLong(span[1]),
                        Long.parseLong(span[2]),
                        Long.parseLong(span[3])))
            .toList();
  }

  private static @Nullable KeyBound nextFrom(Map<String, String> values) {
    String from = values.get(NEXT_FROM);
    String columns = values.get(NEXT_FROM_COLUMNS);
    return from == null
        ? null
        : new KeyBound(columns == null ? List.of() : texts(columns), texts(from));
  }

  private static String texts(List<String> texts) {
    return texts.stream().map(TableId::encode).collect(Collectors.joining(","));
  }

  private static List<String> texts(String joined) {
    return parts(joined, ",").map(TableId::decode).toList();
  }

  private static String tables(Collection<TableId> tables) {
    return tables.stream().map(StreamOffset::table).collect(Collectors.joining(","));
  }

  private static List<TableId> tables(String joined) {
    return joined.isEmpty() ? List.of() : parts(joined, ",").map(StreamOffset::table).toList();
  }

  static String table(TableId table) {
    return TableId.encode(table.schema()) + "." + TableId.encode(table.name());
  }

  static TableId table(String joined) {
    String[] names = joined.split("\\.", 2);
    return new TableId(TableId.decode(names[0]), TableId.decode(names[1]));
  }

  private static Stream<String> parts(String joined, String separator) {
    return Arrays.stream(joined.split(separator, -1));
  }

  private static long number(Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalStateException("The stream's state has no `" + key + "`: " + values);
    }
    return Long.parseLong(value);
  }
}
