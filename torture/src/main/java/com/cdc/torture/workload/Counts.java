package com.cdc.torture.workload;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the sessions have done, by kind. For any number of threads. */
final class Counts {

  private final Map<String, LongAdder> adders = new ConcurrentHashMap<>();

  void add(String kind, long n) {
    adders.computeIfAbsent(kind, k -> new LongAdder()).add(n);
  }

  Map<String, Long> byKind() {
    Map<String, Long> all = new TreeMap<>();
    adders.forEach((kind, adder) -> all.put(kind, adder.sum()));
    return all;
  }
}
