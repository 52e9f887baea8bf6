package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.fuzz.FuzzTarget;
import com.cdc.fuzz.Mutation;
import com.cdc.fuzz.RecordedMessages;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/** Rows of COPY that were changed on their way: read as what they are, or refused. */
public final class CopyRowFuzz implements FuzzTarget {

  private final List<byte[]> rows = RecordedMessages.copy();

  @Override
  public void attempt(RandomGenerator random) {
    byte[] other = rows.get(random.nextInt(rows.size()));
    byte[] row = Mutation.of(rows.get(random.nextInt(rows.size())), other, random);
    holds(row, random.nextInt(8) == 0 ? random.nextInt(4) : RecordedMessages.COPIED_COLUMNS);
  }

  /** What is read, written again as COPY writes it, is the row; or the error says where. */
  static void holds(byte[] row, int columns) {
    CopyRow copied = new CopyRow(columns);
    try {
      copied.parse(row.clone());
    } catch (MalformedRowException e) {
      assertThat(e).hasMessageMatching("a row of COPY is malformed at offset \\d+: .+");
      return;
    }
    byte[] again = write(copied, columns);
    if (isCanonical(row)) {
      assertThat(HexFormat.of().formatHex(again)).isEqualTo(HexFormat.of().formatHex(row));
    }
  }

  private static byte[] write(CopyRow row, int columns) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int column = 0; column < columns; column++) {
      if (column > 0) {
        out.write('\t');
      }
      if (row.isNull(column)) {
        out.write('\\');
        out.write('N');
        continue;
      }
      int end = row.offset(column) + row.length(column);
      for (int i = row.offset(column); i < end; i++) {
        write(row.bytes()[i], out);
      }
    }
    out.write('\n');
    return out.toByteArray();
  }

  private static void write(byte b, ByteArrayOutputStream out) {
    int escape =
        switch (b) {
          case '\b' -> 'b';
          case '\f' -> 'f';
          case '\n' -> 'n';
          case '\r' -> 'r';
          case '\t' -> 't';
          case 0x0b -> 'v';
          case '\\' -> '\\';
          default -> 0;
        };
    if (escape != 0) {
      out.write('\\');
    }
    out.write(escape == 0 ? b : escape);
  }

  /** Whether it has none of the bytes that COPY escapes. */
  private static boolean isCanonical(byte[] row) {
    for (int i = 0; i < row.length - 1; i++) {
      if (row[i] >= '\b' && row[i] <= '\r' && row[i] != '\t') {
        return false;
      }
    }
    return true;
  }
}
