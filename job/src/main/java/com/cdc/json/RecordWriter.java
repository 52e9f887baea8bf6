package com.cdc.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.cdc.event.MetadataField;
import com.cdc.event.Operation;
import java.util.EnumMap;
import java.util.Map;

/**
 * Writes one record after the other into a buffer: columns first, then the metadata, in the order
 * in which docs/reference/record.md lists them. No value passes by the rule of its column.
 */
public final class RecordWriter {

  private static final byte[] NULL = ascii("null");
  private static final Map<Operation, byte[]> OPERATIONS = new EnumMap<>(Operation.class);
  private static final byte[] EPOCH = field(MetadataField.EPOCH, "");
  private static final byte[] LSN = field(MetadataField.LSN, "");
  private static final byte[] SEQ = field(MetadataField.SEQ, "");
  private static final byte[] TS_MS = field(MetadataField.TS_MS, "");
  private static final byte[] TX_ID = field(MetadataField.TX_ID, "");
  private static final byte[] INGESTED = field(MetadataField.INGESTION_TIMESTAMP, "\"");
  private static final byte[] UNCHANGED = field(MetadataField.UNCHANGED, "[");
  private static final byte[] OLD_KEY = field(MetadataField.OLD_KEY, "\"");
  private static final byte[] BEFORE = field(MetadataField.BEFORE, "\"");
  private static final byte[] ROW = field(MetadataField.ROW, "\"");

  static {
    for (Operation op : Operation.values()) {
      OPERATIONS.put(
          op,
          ascii(
              "\"%s\":\"%s\",\"%s\":\"%s\""
                  .formatted(
                      MetadataField.OP.key(),
                      op.code(),
                      MetadataField.DELETED.key(),
                      op == Operation.DELETE)));
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

  /**
   * Appends a column that is not null, unless it is one that is dropped.
   *
   * @throws InvalidTextException if its text is not UTF-8; names the column
   */
  public void value(RowShape shape, int column, byte[] text, int offset, int length) {
    if (shape.isDropped(column)) {
      return;
    }
    out.put(shape.name(column));
    out.put(':');
    try {
      shape.encoder(column).encode(text, offset, length, out);
    } catch (InvalidTextException e) {
      throw e.of(shape.table(), new String(shape.name(column), UTF_8), offset);
    }
    out.put(',');
  }

  /** Appends a masked column whose value was not sent because it is unchanged. */
  public void maskedValue(RowShape shape, int column) {
    value(shape, column, NULL, 0, 0);
  }

  /** Appends a column that is null, unless it is one that is dropped. */
  public void nullValue(RowShape shape, int column) {
    if (shape.isDropped(column)) {
      return;
    }
    out.put(shape.name(column));
    out.put(':');
    out.put(NULL);
    out.put(',');
  }

  /** Appends what every record carries, after its columns. */
  public void metadata(Operation op, long epoch, long lsn, long seq, long timeMillis) {
    out.put(requireNonNull(OPERATIONS.get(op)));
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

  /** Appends the row before, given as JSON text. */
  public void before(byte[] json) {
    out.put(BEFORE);
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

  /** What stands between the value before and the value of this field. */
  private static byte[] field(MetadataField field, String opening) {
    return ascii(",\"" + field.key() + "\":" + opening);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
