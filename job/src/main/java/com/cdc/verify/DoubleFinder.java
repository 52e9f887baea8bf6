package com.cdc.verify;

import com.cdc.event.Operation;
import com.cdc.event.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Finds records that landed twice: changes that share a position, snapshot rows that share position
 * and key. A first pass sorts eight bytes of hash per record, in bounded memory; only if two are
 * equal, a second pass over the records settles it exactly.
 */
final class DoubleFinder implements AutoCloseable {

  private static final int IN_MEMORY = 1 << 20;

  private final Keys keys;
  private final TupleSort hashes;
  private final long[] tuple = new long[1];

  DoubleFinder(Keys keys, Path temporary) {
    this.keys = keys;
    hashes = new TupleSort(1, 1, IN_MEMORY, temporary);
  }

  void add(LandedRecord record) {
    tuple[0] = hash(identity(record));
    hashes.add(tuple);
  }

  /** Ends the first pass. */
  Recount recount() {
    LongStream.Builder suspects = LongStream.builder();
    long[] before = new long[1];
    boolean[] any = new boolean[1];
    hashes.forEach(
        hash -> {
          if (any[0] && hash[0] == before[0]) {
            suspects.add(hash[0]);
          }
          before[0] = hash[0];
          any[0] = true;
        });
    return new Recount(suspects.build().sorted().toArray());
  }

  /** Frees the disk. */
  @Override
  public void close() throws IOException {
    hashes.close();
  }

  /** The second pass. */
  final class Recount {

    private final long[] suspects;
    private final Map<String, Integer> times = new HashMap<>();

    Recount(long[] suspects) {
      this.suspects = suspects;
    }

    boolean isNeeded() {
      return suspects.length > 0;
    }

    void add(LandedRecord record) {
      String identity = identity(record);
      if (Arrays.binarySearch(suspects, hash(identity)) >= 0) {
        times.merge(identity, 1, Integer::sum);
      }
    }

    /** How often each doubled record landed, by its position (and key). */
    Map<String, Integer> doubles() {
      Map<String, Integer> doubles = new TreeMap<>(times);
      doubles.values().removeIf(count -> count < 2);
      return doubles;
    }
  }

  private String identity(LandedRecord record) {
    Position at = record.position();
    String position =
        "(" + at.epoch() + ", " + Long.toUnsignedString(at.lsn()) + ", " + at.seq() + ")";
    if (record.operation() != Operation.READ) {
      return position;
    }
    return keys.areIn(record.columns())
        ? position + " key " + Keys.display(keys.of(record.columns()))
        : position + " row " + record.columns();
  }

  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
