package com.cdc.torture.nemesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Picks faults by a seed, one after the other. */
public final class Nemesis {

  private final Scene scene;
  private final Random random;
  private final List<Fault> faults;
  private final List<Fault> due = new ArrayList<>();

  /**
   * A nemesis of all faults.
   *
   * @param only those whose name holds one of these; all if it is empty
   */
  public Nemesis(Scene scene, long seed, List<String> only) {
    this.scene = scene;
    this.random = new Random(seed);
    this.faults =
        Stream.of(
                ProcessFaults.all(),
                TakeoverFaults.all(),
                DatabaseFaults.all(),
                SnapshotFaults.all(),
                NetworkFaults.all(),
                StoreFaults.all())
            .flatMap(List::stream)
            .filter(
                fault ->
                    only.isEmpty() || only.stream().anyMatch(name -> fault.name().contains(name)))
            .toList();
    if (faults.isEmpty()) {
      throw new IllegalArgumentException("No fault is called like any of " + only);
    }
  }

  /**
   * What was done.
   *
   * @param kind of fault
   * @param what exactly
   * @param lasted until all was whole again
   */
  public record Done(String kind, String what, Duration lasted) {}

  /** Lets the next fault happen; returns once it is over. */
  public Done next() throws Exception {
    Fault fault = choose();
    long begin = System.nanoTime();
    String what = fault.action().happen(scene, new Random(random.nextLong()));
    return new Done(fault.name(), what, Duration.ofNanos(System.nanoTime() - begin));
  }

  /** All in turn, in an order by chance, so that none is forgotten in a short run. */
  private Fault choose() {
    for (; ; ) {
      if (due.isEmpty()) {
        due.addAll(faults);
      }
      Fault fault = due.remove(random.nextInt(due.size()));
      if (fault.possible().test(scene)) {
        return fault;
      }
    }
  }
}
