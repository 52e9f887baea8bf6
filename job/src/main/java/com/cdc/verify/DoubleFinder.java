package com.cdc.verify;

import com.cdc.event.Operation;
import com.cdc.event.Position;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds records that landed twice: changes that share a position, snapshot rows that share position
 * and key. A first pass keeps eight bytes of hash per record; only if two are equal, a second pass
 * over the records settles it exactly.
 */
final class DoubleFinder {

  private final Keys keys;
  private long[] hashes = new long[1024];
  private int size;

  DoubleFinder(Keys keys) {
    this.keys = keys;
  }

  void add(LandedRecord record) {
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, size + (size >> 1));
    }
    hashes[size++] = hash(identity(record));
  }

  /** Ends the first pass. */
  Recount recount() {
    Arrays.sort(hashes, 0, size);
    long[] suspects = new long[0];
    for (int i = 1; i < size; i++) {
      if (hashes[i] == hashes[i - 1]) {
        suspects = Arrays.copyOf(suspects, suspects.length + 1);
        suspects[suspects.length - 1] = hashes[i];
      }
    }
    return new Recount(suspects);
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
