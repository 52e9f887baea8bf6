package com.cdc.fuzz;

import java.util.Arrays;

/**
 * An input within a larger array. Whoever reads beyond it reads what stands there, and that is not
 * the same in the two of {@link #both}.
 */
record Poisoned(byte[] bytes, int offset, int length) {

  private static final int BEFORE = 13;
  private static final int AFTER = 67;

  /** The input among bytes that are quotes, and among bytes that look like more of a message. */
  static Poisoned[] both(byte[] input) {
    return new Poisoned[] {among(input, (byte) '"'), among(input, (byte) 0)};
  }

  static Poisoned among(byte[] input, byte poison) {
    byte[] bytes = new byte[BEFORE + input.length + AFTER];
    Arrays.fill(bytes, poison);
    System.arraycopy(input, 0, bytes, BEFORE, input.length);
    return new Poisoned(bytes, BEFORE, input.length);
  }
}
