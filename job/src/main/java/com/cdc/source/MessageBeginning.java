package com.cdc.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What the first bytes of a message tell of the row in it.
 *
 * @param type pgoutput's message type; 0 if not even that is there
 * @param relation OID of the table; 0 where there is none
 * @param lsn where the change stands in the log
 * @param values the columns that stand in the beginning as a whole, in order; of an update with an
 *     old row or key, that one's
 */
record MessageBeginning(char type, int relation, long lsn, List<String> values) {

  /** Source: PostgreSQL manual, "Streaming Replication Protocol", XLogData. */
  static MessageBeginning ofStream(byte[] bytes) {
    ByteBuffer at = ByteBuffer.wrap(bytes);
    long lsn = 0;
    char type = 0;
    int relation = 0;
    List<String> values = new ArrayList<>();
    try {
      at.get(); // 'w'
      lsn = at.getLong();
      at.getLong(); // the end of the server's log
      at.getLong(); // its clock
      type = (char) at.get();
      if (type == 'I' || type == 'U' || type == 'D') {
        relation = at.getInt();
        at.get(); // which kind of tuple
        readTuple(at, values);
      }
    } catch (BufferUnderflowException e) {
      // this far the beginning reaches
    }
    return new MessageBeginning(type, relation, lsn, values);
  }

  /** A row of COPY's text format; escapes are left as they are. */
  static MessageBeginning ofCopy(byte[] bytes) {
    List<String> values = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\t') {
        values.add(new String(bytes, start, i - start, UTF_8));
        start = i + 1;
      }
    }
    return new MessageBeginning((char) 0, 0, 0, values);
  }

  /** What happened to the row, for messages. */
  String verb() {
    return switch (type) {
      case 'U' -> "An update of";
      case 'D' -> "A delete of";
      default -> "An insert of";
    };
  }

  private static void readTuple(ByteBuffer at, List<String> values) {
    int columns = at.getShort();
    for (int i = 0; i < columns; i++) {
      switch (at.get()) {
        case 'n' -> values.add("NULL");
        case 'u' -> values.add("(not sent)");
        default -> {
          byte[] text = new byte[Math.min(at.getInt(), at.remaining() + 1)];
          at.get(text);
          values.add(new String(text, UTF_8));
        }
      }
    }
  }
}
