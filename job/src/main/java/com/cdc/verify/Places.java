package com.cdc.verify;

import java.util.ArrayList;
import java.util.List;

/** Lines of files as numbers: the file in the upper half, the line in the lower. */
final class Places {

  private final List<String> files = new ArrayList<>();
  private int listed = Integer.MAX_VALUE;

  /** Adds a file and returns its number. */
  int add(String path) {
    files.add(path);
    return files.size() - 1;
  }

  /** Files that are added from now on stand in no manifest. */
  void endOfListed() {
    listed = files.size();
  }

  boolean isListed(long place) {
    return (int) (place >>> 32) < listed;
  }

  static long of(int file, long line) {
    return (long) file << 32 | (line & 0xffff_ffffL);
  }

  /** File and line for humans. */
  String text(long place) {
    return files.get((int) (place >>> 32)) + ", line " + (place & 0xffff_ffffL);
  }
}
