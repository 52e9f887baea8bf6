package com.cdc.torture.nemesis;

import java.util.Random;
import java.util.function.Predicate;

/**
 * One kind of fault.
 *
 * @param name for the report and for {@code --faults}
 * @param possible whether it can happen in a scene at this moment
 */
record Fault(String name, Predicate<Scene> possible, Action action) {

  /** Breaks something, and returns once it is whole again. */
  @FunctionalInterface
  interface Action {

    /**
     * Does it.
     *
     * @param random of this fault alone, so that a seed means the same whatever came before
     * @return what exactly was done, for the report
     */
    String happen(Scene scene, Random random) throws Exception;
  }
}
