package com.cdc.verify;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorts any number of tuples of longs in bounded memory: a full buffer is sorted and becomes a run
 * in a temporary file, and {@link #forEach} merges the runs. The first {@code keys} longs of a
 * tuple are compared, without sign. Not thread-safe.
 */
final class TupleSort implements AutoCloseable {

  /** Takes tuples in their order. */
  interface Taker {
    /** The array is used again for the next one. */
    void take(long[] tuple);
  }

  private static final int FIRST_TUPLES = 1 << 10;
  private static final int IO_BYTES = 1 << 16;

  /** All runs together read through so much. */
  private static final int MERGE_BYTES = 32 << 20;

  private final int width;
  private final int keys;
  private final Path directory;
  private final int inMemory;
  private long[] buffer;
  private int[] order = new int[0];
  private int size;
  private final List<Long> runEnds = new ArrayList<>();
  private @Nullable FileChannel file;

  /**
   * Nothing to sort yet.
   *
   * @param inMemory tuples that the buffer holds
   */
  TupleSort(int width, int keys, int inMemory, Path directory) {
    this.width = width;
    this.keys = keys;
    this.directory = directory;
    this.inMemory = inMemory;
    buffer = new long[width * Math.min(inMemory, FIRST_TUPLES)];
  }

  void add(long[] tuple) {
    if (size == inMemory) {
      spill();
    } else if (size * width == buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.min(2 * size, inMemory) * width);
    }
    System.arraycopy(tuple, 0, buffer, size * width, width);
    size++;
  }

  /** Passes all tuples on, sorted; nothing can be added afterwards. */
  void forEach(Taker taker) {
    long[] tuple = new long[width];
    if (runEnds.isEmpty()) {
      sort();
      for (int i = 0; i < size; i++) {
        System.arraycopy(buffer, order[i] * width, tuple, 0, width);
        taker.take(tuple);
      }
      return;
    }
    spill();
    buffer = new long[0];
    int bytes = Math.max(width * Long.BYTES, Math.min(IO_BYTES, MERGE_BYTES / runEnds.size()));
    PriorityQueue<Run> runs = new PriorityQueue<>();
    long from = 0;
    for (long end : runEnds) {
      Run run = new Run(from, end, bytes - bytes % (width * Long.BYTES));
      from = end;
      if (run.next()) {
        runs.add(run);
      }
    }
    while (!runs.isEmpty()) {
      Run least = runs.remove();
      taker.take(least.tuple);
      if (least.next()) {
        runs.add(least);
      }
    }
  }

  /** Frees the disk. */
  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  private void spill() {
    sort();
    ByteBuffer out = ByteBuffer.allocateDirect(IO_BYTES - IO_BYTES % (width * Long.BYTES));
    try {
      FileChannel spool = file();
      for (int i = 0; i < size; i++) {
        if (!out.hasRemaining()) {
          write(spool, out);
        }
        for (int j = 0; j < width; j++) {
          out.putLong(buffer[order[i] * width + j]);
        }
      }
      write(spool, out);
      runEnds.add(spool.position());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write to a temporary file in "
              + directory
              + "; it needs about an eighth of the"
              + " landing. Choose another place with -Djava.io.tmpdir in CDC_JAVA_OPTS: "
              + e.getMessage(),
          e);
    }
    size = 0;
  }

  private static void write(FileChannel file, ByteBuffer out) throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      file.write(out);
    }
    out.clear();
  }

  private FileChannel file() throws IOException {
    if (file == null) {
      file =
          FileChannel.open(
              Files.createTempFile(directory, "cdc-verify-", ".spool"),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    }
    return file;
  }

  private void sort() {
    order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    sort(order.clone(), order, 0, size);
  }

  /** Merges into {@code into}, which holds the same as {@code from} at first. */
  private void sort(int[] from, int[] into, int low, int high) {
    if (high - low < 2) {
      return;
    }
    int middle = (low + high) >>> 1;
    sort(into, from, low, middle);
    sort(into, from, middle, high);
    if (compare(from[middle - 1], from[middle]) <= 0) { // most of it comes in order
      System.arraycopy(from, low, into, low, high - low);
      return;
    }
    for (int i = low, left = low, right = middle; i < high; i++) {
      boolean takeLeft = right >= high || (left < middle && compare(from[left], from[right]) <= 0);
      into[i] = takeLeft ? from[left++] : from[right++];
    }
  }

  private int compare(int one, int other) {
    for (int j = 0; j < keys; j++) {
      int order = Long.compareUnsigned(buffer[one * width + j], buffer[other * width + j]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** A sorted stretch of the file. */
  private final class Run implements Comparable<Run> {

    final long[] tuple = new long[width];
    private long position;
    private final long end;
    private final ByteBuffer in;

    Run(long position, long end, int bytes) {
      this.position = position;
      this.end = end;
      in = ByteBuffer.allocate(bytes).limit(0);
    }

    boolean next() {
      if (!in.hasRemaining()) {
        if (position == end) {
          return false;
        }
        fill();
      }
      for (int j = 0; j < width; j++) {
        tuple[j] = in.getLong();
      }
      return true;
    }

    private void fill() {
      in.clear().limit((int) Math.min(in.capacity(), end - position));
      try {
        while (in.hasRemaining()) {
          int read = file().read(in, position);
          if (read < 0) {
            throw new EOFException("The temporary file is shorter than what was written to it");
          }
          position += read;
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read the temporary file", e);
      }
      in.flip();
    }

    @Override
    public int compareTo(Run other) {
      return Arrays.compareUnsigned(tuple, 0, keys, other.tuple, 0, keys);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
