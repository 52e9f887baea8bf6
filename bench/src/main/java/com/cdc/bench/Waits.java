package com.cdc.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long rows waited to be seen. A file becomes visible by a rename, which sets the time of its
 * last change of status; the rows tell when they were committed.
 */
final class Waits {

  private static final Pattern COMMITTED = Pattern.compile("\"__ts_ms\":(\\d+)");

  private Waits() {}

  /** Of all rows in the visible, uncompressed files of the directory, in seconds. */
  static double longestSeconds(Path directory) throws IOException {
    long longest = 0;
    for (Path file : VisibleFiles.in(directory).keySet()) {
      longest = Math.max(longest, visibleSince(file) - firstCommit(file));
    }
    return longest / 1000.0;
  }

  private static long visibleSince(Path file) throws IOException {
    return ((FileTime) Files.getAttribute(file, "unix:ctime")).toMillis();
  }

  /** Rows are in the order of their commits. */
  private static long firstCommit(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file, UTF_8)) {
      String line = lines.readLine();
      Matcher committed = COMMITTED.matcher(line == null ? "" : line);
      if (!committed.find()) {
        throw new IOException("The first line of " + file + " has no __ts_ms");
      }
      return Long.parseLong(committed.group(1));
    }
  }
}
