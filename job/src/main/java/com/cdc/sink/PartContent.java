package com.cdc.sink;

import com.cdc.event.ChangeBatch;
import com.cdc.event.Operation;
import com.cdc.event.Position;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** What the rows of a part file are: how many of each operation, from which to which position. */
final class PartContent {

  private final Map<Operation, Long> counts = new EnumMap<>(Operation.class);
  private @Nullable Position first;
  private @Nullable Position last;

  static PartContent of(ChangeBatch batch) {
    PartContent content = new PartContent();
    content.add(batch);
    return content;
  }

  void add(ChangeBatch batch) {
    add(Operation.READ, batch.reads);
    add(Operation.CREATE, batch.creates);
    add(Operation.UPDATE, batch.updates);
    add(Operation.DELETE, batch.deletes);
    add(Operation.TRUNCATE, batch.truncates);
    cover(batch.first(), batch.last());
  }

  void add(PartContent other) {
    other.counts.forEach(this::add);
    if (other.first != null && other.last != null) {
      cover(other.first, other.last);
    }
  }

  private void add(Operation operation, long count) {
    if (count > 0) {
      counts.merge(operation, count, Long::sum);
    }
  }

  /**
   * Rows are in order of position within a stream, but snapshot rows have positions of their own.
   */
  private void cover(Position from, Position to) {
    if (first == null || from.compareTo(first) < 0) {
      first = from;
    }
    if (last == null || to.compareTo(last) > 0) {
      last = to;
    }
  }

  long rows() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  long count(Operation operation) {
    return counts.getOrDefault(operation, 0L);
  }

  /** The least position. */
  Position first() {
    return required(first);
  }

  /** The greatest position. */
  Position last() {
    return required(last);
  }

  private static Position required(@Nullable Position position) {
    if (position == null) {
      throw new IllegalStateException("There are no rows");
    }
    return position;
  }

  void write(DataOutputView out) throws IOException {
    for (Operation operation : Operation.values()) {
      out.writeLong(count(operation));
    }
    write(first(), out);
    write(last(), out);
  }

  static PartContent read(DataInputView in) throws IOException {
    PartContent content = new PartContent();
    for (Operation operation : Operation.values()) {
      content.add(operation, in.readLong());
    }
    content.first = readPosition(in);
    content.last = readPosition(in);
    return content;
  }

  static void write(Position position, DataOutputView out) throws IOException {
    out.writeLong(position.epoch());
    out.writeLong(position.lsn());
    out.writeLong(position.seq());
  }

  static Position readPosition(DataInputView in) throws IOException {
    return new Position(in.readLong(), in.readLong(), in.readLong());
  }
}
