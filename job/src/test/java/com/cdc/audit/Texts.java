package com.cdc.audit;

import java.util.Map;
import java.util.TreeMap;

/** Rows for humans. */
final class Texts {

  private static final int LONGEST = 24;

  private Texts() {}

  /** The row with its long values cut. */
  static String shortened(Map<String, String> row) {
    Map<String, String> shortened = new TreeMap<>();
    row.forEach(
        (column, value) ->
            shortened.put(
                column,
                value == null || value.length() <= LONGEST
                    ? value
                    : value.substring(0, LONGEST) + "…" + value.length()));
    return shortened.toString();
  }
}
