package com.cdc.verify;

import com.cdc.event.Operation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Of a record its metadata, by reading all of its line and keeping none of it. Used again for each
 * line: one lands for every change.
 */
final class RecordHead {

  private static final int OP = 1;
  private static final int DELETED = 1 << 1;
  private static final int EPOCH = 1 << 2;
  private static final int LSN = 1 << 3;
  private static final int SEQ = 1 << 4;
  private static final int TS_MS = 1 << 5;
  private static final int INGESTED = 1 << 6;
  private static final int ALL = (1 << 7) - 1;

  private Operation operation = Operation.READ;
  private long epoch;
  private long lsn;
  private long seq;
  private int columnsLength;
  private @Nullable String row;
  private int seen;
  private boolean deleted;

  Operation operation() {
    return operation;
  }

  long epoch() {
    return epoch;
  }

  long lsn() {
    return lsn;
  }

  long seq() {
    return seq;
  }

  /** Length of what stands before the metadata: the row's columns. */
  int columnsLength() {
    return columnsLength;
  }

  /** {@code __row}, if the record has one. */
  @Nullable String row() {
    return row;
  }

  /**
   * Reads a line.
   *
   * @throws IOException if it is not one JSON object
   * @throws IllegalArgumentException if it is no record, saying why
   */
  void read(byte[] bytes, int offset, int length) throws IOException {
    seen = 0;
    row = null;
    try (JsonParser parser = RecordParser.JSON.createParser(bytes, offset, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("not a JSON object");
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken token = parser.nextToken();
        field(name, token, parser);
        parser.skipChildren();
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw new IllegalArgumentException("more than one JSON object");
      }
    }
    if (seen != ALL) {
      throw new IllegalArgumentException(missing() + " is missing");
    }
    if (deleted != (operation == Operation.DELETE)) {
      throw new IllegalArgumentException("__deleted does not agree with __op");
    }
    boolean snapshot = operation == Operation.READ;
    if (snapshot ? seq != 0 : seq == 0 && operation != Operation.TRUNCATE) {
      throw new IllegalArgumentException("__seq does not agree with __op");
    }
  }

  private void field(String name, JsonToken token, JsonParser parser) throws IOException {
    switch (name) {
      case "__op" -> {
        operation = operation(token == JsonToken.VALUE_STRING ? parser.getText() : "");
        columnsLength = (int) parser.currentTokenLocation().getByteOffset();
        seen |= OP;
      }
      case "__deleted" -> {
        deleted = token == JsonToken.VALUE_STRING && parser.getText().equals("true");
        seen |= DELETED;
      }
      case "__epoch" -> {
        epoch = number(token, parser, name);
        seen |= EPOCH;
      }
      case "__lsn" -> {
        lsn = number(token, parser, name);
        seen |= LSN;
      }
      case "__seq" -> {
        seq = number(token, parser, name);
        seen |= SEQ;
      }
      case "__ts_ms" -> seen |= token == JsonToken.VALUE_NUMBER_INT ? TS_MS : 0;
      case "ingestion_timestamp" -> seen |= token == JsonToken.VALUE_STRING ? INGESTED : 0;
      case "__row" -> row = parser.getText();
      default -> {}
    }
  }

  private static long number(JsonToken token, JsonParser parser, String name) throws IOException {
    if (token != JsonToken.VALUE_NUMBER_INT) {
      throw new IllegalArgumentException(name + " is not a number");
    }
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      default -> Long.parseUnsignedLong(parser.getText());
    };
  }

  private static Operation operation(String code) {
    return switch (code) {
      case "r" -> Operation.READ;
      case "c" -> Operation.CREATE;
      case "u" -> Operation.UPDATE;
      case "d" -> Operation.DELETE;
      case "t" -> Operation.TRUNCATE;
      default -> throw new IllegalArgumentException("__op is none of r, c, u, d, t");
    };
  }

  private String missing() {
    String[] names = {
      "__op", "__deleted", "__epoch", "__lsn", "__seq", "__ts_ms", "ingestion_timestamp"
    };
    return names[Integer.numberOfTrailingZeros(~seen)];
  }
}
