package com.cdc.sink;

import com.cdc.compress.Compressor;
import com.cdc.config.Compression;
import com.cdc.config.OpenParts;
import com.cdc.event.ChangeBatch;
import com.cdc.event.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Rows that are not in a file yet: a few together compress better, and many together over
 * checkpoints make a file that is worth it. Without compression and minimal size nothing waits.
 */
final class WaitingRows implements AutoCloseable {

  /** More than this must not wait for a compression. */
  private static final int ENOUGH_BYTES = 1 << 18;

  private final Compression format;
  private final Compressor compressor;
  private final OpenParts config;
  private final long budget;
  private final Map<String, OpenRows> open = new LinkedHashMap<>();
  private long total;

  /** Buckets that have a file since the last checkpoint: what comes for them needs not wait. */
  private final Set<String> begun = new HashSet<>();

  /**
   * Nothing waits yet.
   *
   * @param budget bytes that may wait, of all tables together
   */
  WaitingRows(Compression format, int level, OpenParts config, long budget) {
    this.format = format;
    this.compressor = Compressor.of(format, level);
    this.config = config;
    this.budget = budget;
  }

  /**
   * A sixteenth of the heap, for all writers together: with a checkpoint, Flink holds up to three
   * copies more.
   */
  static long budgetOfHeap(int writers) {
    return Runtime.getRuntime().maxMemory() / 16 / writers;
  }

  /** Takes rows that waited when a checkpoint passed; they are due with the next one. */
  void restore(OpenRows rows) throws IOException {
    OpenRows mine = rows.as(format, compressor);
    // the same bucket may come from several writers before
    open.put(mine.bucket() + "#" + open.size(), mine);
    total += mine.bytes();
  }

  /** Adds rows and returns what is to be written now. */
  List<PartRows> add(ChangeBatch batch, String bucket) {
    TableId table = batch.tableId();
    boolean waits = config.minBytes(table) > 0 && !begun.contains(bucket);
    if (!waits && format == Compression.NONE) {
      return List.of(new PartRows(bucket, batch.lines, PartContent.of(batch)));
    }
    OpenRows rows = open.computeIfAbsent(bucket, b -> OpenRows.empty(table, b, format));
    total -= rows.bytes();
    rows.add(batch, compressor);
    total += rows.bytes();
    List<PartRows> ready = new ArrayList<>();
    if (rows.bytes() >= (waits ? config.minBytes(table) : ENOUGH_BYTES)) {
      ready.add(close(bucket));
    }
    while (total > budget) {
      ready.add(close(largest()));
    }
    return ready;
  }

  private String largest() {
    return Collections.max(
            open.entrySet(), Comparator.comparingInt(entry -> entry.getValue().bytes()))
        .getKey();
  }

  private PartRows close(String key) {
    OpenRows rows = Objects.requireNonNull(open.remove(key));
    total -= rows.bytes();
    begun.add(rows.bucket());
    return rows.close(compressor);
  }

  /** For a checkpoint: all that need not, or may not, wait any longer. */
  List<PartRows> closeDue() {
    return close(this::isDue);
  }

  List<PartRows> closeAll() {
    return close(rows -> true);
  }

  private List<PartRows> close(Predicate<OpenRows> which) {
    List<PartRows> ready = new ArrayList<>();
    for (Map.Entry<String, OpenRows> entry : List.copyOf(open.entrySet())) {
      if (which.test(entry.getValue())) {
        ready.add(close(entry.getKey()));
      }
    }
    begun.clear();
    return ready;
  }

  private boolean isDue(OpenRows rows) {
    long least = config.minBytes(rows.table());
    return rows.bytes() >= least
        || begun.contains(rows.bucket())
        || rows.ageNanos() >= config.maxAge(rows.table()).toNanos();
  }

  /** How much waits, compressed as it is. */
  long bytes() {
    return total;
  }

  /** What waits over the checkpoint, after {@link #closeDue}. */
  void forEach(Consumer<OpenRows> action) {
    open.values().forEach(action);
  }

  @Override
  public void close() {
    compressor.close();
  }
}
