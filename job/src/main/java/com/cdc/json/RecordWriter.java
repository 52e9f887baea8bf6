package com.cdc.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.cdc.event.Operation;
import com.cdc.event.Position;

/**
 * Writes one record after the other into a buffer: columns first, then the metadata, in the order
 * in which docs/reference/record.md lists them.
 */
public final class RecordWriter {

  private static final byte[] NULL = ascii("null");
  private static final byte[][] OP = new byte[Operation.values().length][];
  private static final byte[] EPOCH = ascii(",\"__epoch\":");
  private static final byte[] LSN = ascii(",\"__lsn\":");
  private static final byte[] SEQ = ascii(",\"__seq\":");
  private static final byte[] TS_MS = ascii(",\"__ts_ms\":");
  private static final byte[] TX_ID = ascii(",\"__tx_id\":");
  private static final byte[] INGESTED = ascii(",\"ingestion_timestamp\":\"");
  private static final byte[] UNCHANGED = ascii(",\"__unchanged\":[");
  private static final byte[] OLD_KEY = ascii(",\"__old_key\":\"");
  private static final byte[] ROW = ascii(",\"__row\":\"");

  static {
    for (Operation op : Operation.values()) {
      OP[op.ordinal()] =
          ascii(
              "\"__op\":\"%s\",\"__deleted\":\"%s\"".formatted(op.code(), op == Operation.DELETE));
    }
  }

  private final LineBuffer out;
  private int start;

  public RecordWriter(LineBuffer out) {
    this.out = out;
  }

  /** Begins a record. */
  public void begin() {
    start = out.size();
    out.put('{');
  }

  /** Appends a column that is not null. */
  public void value(RowShape shape, int column, byte[] text, int offset, int length) {
    out.put(shape.name(column));
    out.put(':');
    shape.encoder(column).encode(text, offset, length, out);
    out.put(',');
  }

  /** Appends a column that is null. */
  public void nullValue(RowShape shape, int column) {
    out.put(shape.name(column));
    out.put(':');
    out.put(NULL);
    out.put(',');
  }

  /** Appends what every record carries, after its columns. */
  public void metadata(Operation op, Position position, long timeMillis) {
    metadata(op, position.epoch(), position.lsn(), position.seq(), timeMillis);
  }

  /** As {@link #metadata(Operation, Position, long)}, without an object for the position. */
  public void metadata(Operation op, long epoch, long lsn, long seq, long timeMillis) {
    out.put(OP[op.ordinal()]);
    out.put(EPOCH);
    out.putLong(epoch);
    out.put(LSN);
    out.putLong(lsn);
    out.put(SEQ);
    out.putLong(seq);
    out.put(TS_MS);
    out.putLong(timeMillis);
  }

  /** Appends the transaction's id; PostgreSQL's 32-bit ids are unsigned. */
  public void transaction(int xid) {
    out.put(TX_ID);
    out.putLong(Integer.toUnsignedLong(xid));
  }

  /** Appends when the job read the change. */
  public void ingested(byte[] timestamp) {
    out.put(INGESTED);
    out.put(timestamp);
    out.put('"');
  }

  /** Appends the names of the {@code count} columns that the server did not send. */
  public void unchanged(RowShape shape, int[] columns, int count) {
    out.put(UNCHANGED);
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.put(',');
      }
      out.put(shape.name(columns[i]));
    }
    out.put(']');
  }

  /** Appends the old key, given as JSON text. */
  public void oldKey(byte[] json) {
    out.put(OLD_KEY);
    out.putEscaped(json, 0, json.length);
    out.put('"');
  }

  /** Appends which row of which chunk this is, for tables without a key. */
  public void row(byte[] chunk, long ordinal) {
    out.put(ROW);
    out.putEscaped(chunk, 0, chunk.length);
    out.put('/');
    out.putLong(ordinal);
    out.put('"');
  }

  /** Ends the record's line. */
  public void end() {
    out.put('}');
    out.put('\n');
  }

  /** Ends a JSON object that has columns only, without a line break. */
  public void endObject() {
    if (out.size() > start + 1) {
      out.truncate(out.size() - 1);
    }
    out.put('}');
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
