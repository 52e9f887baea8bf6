package com.cdc.fuzz;

import java.util.random.RandomGenerator;

/**
 * Makes one input from the generator, feeds it in, and asserts what has to hold for every input.
 */
@FunctionalInterface
public interface FuzzTarget {

  void attempt(RandomGenerator random) throws Exception;
}
