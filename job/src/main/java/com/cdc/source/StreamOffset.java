package com.cdc.source;

import com.cdc.pgoutput.StreamPosition;
import java.util.Map;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.postgres.source.offset.PostgresOffset;

/**
 * A {@link StreamPosition} as the connector keeps it: a map of strings that it stores whole.
 *
 * <p>{@code lsn} is the connector's own key, by which it compares offsets; the others are ours. A
 * checkpoint holds them, so a change here needs a test that restores the old ones.
 */
final class StreamOffset {

  private static final String FLUSHED = "lsn";
  private static final String EPOCH = "epoch";
  private static final String COMMITTED = "committed";
  private static final String OPEN_LSN = "open_lsn";
  private static final String OPEN_MESSAGES = "open_messages";
  private static final String OPEN_SEQ = "open_seq";

  private StreamOffset() {}

  static PostgresOffset of(StreamPosition position) {
    return PostgresOffset.of(
        Map.of(
            FLUSHED, String.valueOf(position.flushed()),
            EPOCH, String.valueOf(position.epoch()),
            COMMITTED, String.valueOf(position.committed()),
            OPEN_LSN, String.valueOf(position.openLsn()),
            OPEN_MESSAGES, String.valueOf(position.openMessages()),
            OPEN_SEQ, String.valueOf(position.openSeq())));
  }

  static StreamPosition position(Offset offset) {
    Map<String, String> values = offset.getOffset();
    return new StreamPosition(
        value(values, EPOCH),
        value(values, COMMITTED),
        value(values, FLUSHED),
        value(values, OPEN_LSN),
        value(values, OPEN_MESSAGES),
        value(values, OPEN_SEQ));
  }

  private static long value(Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalStateException("The stream's state has no `" + key + "`: " + values);
    }
    return Long.parseLong(value);
  }
}
