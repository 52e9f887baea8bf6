package com.cdc.postgres;

import com.cdc.config.PostgresConfig;

/** How large a row may be as PostgreSQL sends it. */
public final class RowLimit {

  /**
   * What a row needs of the heap on its way, in its own bytes: five when others as large come
   * before and after it, one or two more because the collector's generations do not lend each other
   * room. Measured with heaps of 256 MB, 512 MB and 1 GB, and with the serial collector and G1.
   */
  private static final int HEAP_FACTOR = 8;

  /** What the program itself needs. */
  private static final long PROGRAM_BYTES = 48 << 20;

  private static final int LEAST_BYTES = 1 << 20;

  private RowLimit() {}

  /** The limit that is configured or, if none is, that of this JVM's heap. */
  public static int of(PostgresConfig config) {
    long bytes = config.maxRowByteCount();
    return bytes > 0 ? (int) Math.min(Integer.MAX_VALUE, bytes) : ofHeap();
  }

  /** The largest row for which this JVM's heap is enough. */
  public static int ofHeap() {
    long bytes = (Runtime.getRuntime().maxMemory() - PROGRAM_BYTES) / HEAP_FACTOR;
    return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_BYTES, bytes));
  }

  /** How much heap is enough for rows of that size. */
  public static long heapBytes(int rowBytes) {
    return PROGRAM_BYTES + (long) HEAP_FACTOR * rowBytes;
  }
}
