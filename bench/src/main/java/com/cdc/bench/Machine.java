package com.cdc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Facts about where and on what a run takes place. */
final class Machine {

  private Machine() {}

  /** Of the last minute. */
  static double loadAverage() throws IOException {
    String averages = Files.readString(Path.of("/proc/loadavg"));
    return Double.parseDouble(averages.substring(0, averages.indexOf(' ')));
  }

  /** The commit that is checked out, marked when files differ from it. */
  static String commit(Path root) throws IOException, InterruptedException {
    String hash = git(root, "rev-parse", "--short", "HEAD");
    // what a run itself writes does not count
    boolean same =
        git(root, "status", "--porcelain", "--", ".", ":!bench/results", ":!docs/images").isEmpty();
    return same ? hash : hash + " with changes";
  }

  private static String git(Path root, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("git");
    builder.command().addAll(java.util.List.of(arguments));
    return Commands.run(builder.directory(root.toFile()));
  }
}
