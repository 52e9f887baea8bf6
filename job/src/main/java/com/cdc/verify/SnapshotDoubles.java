package com.cdc.verify;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows of a snapshot that landed twice: they share table, position and columns. Told by a
 * hash of 128 bits.
 */
final class SnapshotDoubles implements AutoCloseable {

  private static final int IN_MEMORY = 1 << 20;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final TupleSort rows;
  private final long[] entry = new long[3];
  private long one;
  private long two;

  SnapshotDoubles(Path temporary) {
    rows = new TupleSort(3, 2, IN_MEMORY, temporary);
  }

  /**
   * Adds a row.
   *
   * @param table number that its table alone has
   * @param row what else tells it from rows with the same columns
   */
  void add(
      int table,
      long epoch,
      long lsn,
      byte[] bytes,
      int offset,
      int length,
      @Nullable String row,
      long place) {
    one = table;
    two = length;
    mix(epoch);
    mix(lsn);
    int i = offset;
    for (; i + Long.BYTES <= offset + length; i += Long.BYTES) {
      mix((long) LONGS.get(bytes, i));
    }
    long rest = 1; // tells 0 from nothing
    for (; i < offset + length; i++) {
      rest = rest << 8 | (bytes[i] & 0xff);
    }
    mix(rest);
    for (int j = 0; row != null && j < row.length(); j++) {
      mix(row.charAt(j));
    }
    entry[0] = one;
    entry[1] = two;
    entry[2] = place;
    rows.add(entry);
  }

  /** Adds to the faults what is doubled. */
  void prove(Places places, Faults faults) {
    long[] before = new long[3];
    boolean[] any = new boolean[1];
    rows.forEach(
        row -> {
          if (any[0] && row[0] == before[0] && row[1] == before[1]) {
            faults.add(
                "A row of a snapshot landed twice: %s and %s. One of the files was copied, or a job"
                    + " was restored from an older checkpoint than its last; move one of the two out"
                    + " of the landing",
                places.text(before[2]), places.text(row[2]));
          }
          System.arraycopy(row, 0, before, 0, row.length);
          any[0] = true;
        });
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }

  /** Two independent lanes of multiply and rotate, as xxHash has them. */
  private void mix(long word) {
    one = Long.rotateLeft(one + word * 0xC2B2AE3D27D4EB4FL, 31) * 0x9E3779B185EBCA87L;
    two = (Long.rotateLeft(two ^ word, 29) + 0x165667B19E3779F9L) * 0xD6E8FEB86659FD93L;
  }
}
