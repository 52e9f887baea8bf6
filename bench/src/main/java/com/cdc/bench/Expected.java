package com.cdc.bench;

import java.util.Map;

/**
 * What must land.
 *
 * @param operations lines by operation
 * @param keySum sum of all keys; -1 if it is not to be compared
 */
record Expected(Map<Character, Long> operations, long keySum) {

  long rows() {
    return operations.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether exactly this is there; false while rows are missing. */
  boolean isMetBy(LandedLines landed) {
    if (landed.rows() < rows()) {
      return false;
    }
    if (landed.rows() > rows()
        || !landed.operations().equals(operations)
        || (keySum >= 0 && landed.keySum() != keySum)) {
      throw new IllegalStateException(
          "Expected %s with keys of sum %d, but %d lines landed: %s with sum %d"
              .formatted(operations, keySum, landed.rows(), landed.operations(), landed.keySum()));
    }
    return true;
  }
}
