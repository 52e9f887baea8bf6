package com.cdc.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is wrong, in the order in which it was found: the first ones in words, all in number. */
final class Faults {

  private static final int LISTED = 20;

  private final List<String> listed = new ArrayList<>();
  private long count;

  /** Adds one; the text is only made if it is listed. */
  void add(String format, Object... arguments) {
    count++;
    if (listed.size() < LISTED) {
      listed.add(String.format(Locale.ROOT, format, arguments));
    }
  }

  List<String> listed() {
    return listed;
  }

  long count() {
    return count;
  }
}
