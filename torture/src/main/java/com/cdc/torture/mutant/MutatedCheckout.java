package com.cdc.torture.mutant;

import com.cdc.torture.server.Directories;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources with a fault, to build them and run a test as everybody does. */
record MutatedCheckout(Path directory, Path log) {

  private static final Set<String> LEFT_OUT = Set.of(".git", "target", "node_modules");

  /** Of a report of Surefire or Failsafe: a test case that did not pass. */
  private static final Pattern FAILED =
      Pattern.compile("<testcase name=\"([^\"]+)\"[^>]*>\\s*<(?:failure|error)\\b");

  private static final Pattern CASE = Pattern.compile("<testcase name=");

  /**
   * How a test went.
   *
   * @param failed the methods that failed
   */
  record Result(List<String> failed, long seconds) {}

  /** Copies a checkout and puts the fault into it. */
  static MutatedCheckout of(Path root, Mutant mutant, Path directory) throws IOException {
    Directories.delete(directory);
    Path copy = directory.resolve("checkout");
    Files.walkFileTree(root, new Copy(root, copy));
    for (String path : mutant.patch().hunks().keySet()) {
      Path source = copy.resolve(path);
      Files.write(source, mutant.patch().apply(path, Files.readAllLines(source)));
    }
    return new MutatedCheckout(copy, directory.resolveSibling(mutant.name() + ".log"));
  }

  /**
   * Builds the job and runs a test of it, fast or slow.
   *
   * @throws IllegalStateException if the test did not run
   */
  Result test(String maven, String test) throws IOException, InterruptedException {
    String kind = test.split("#")[0].endsWith("ITCase") ? "it.test" : "test";
    List<String> command = new ArrayList<>(List.of(maven, "--batch-mode", "-pl", "job", "-am"));
    // all: the test may be one that make test leaves out
    command.addAll(List.of("verify", "-Dcdc.tests=all", "-D" + kind + "=" + test));
    if (!kind.equals("test")) {
      command.add("-Dtest=none");
    } else {
      command.add("-DskipITs");
    }
    command.addAll(List.of("-Dsurefire.failIfNoSpecifiedTests=false", "-Dspotless.check.skip"));
    long begin = System.nanoTime();
    new ProcessBuilder(command)
        .directory(new File(directory.toString()))
        .redirectErrorStream(true)
        .redirectOutput(new File(log.toString()))
        .start()
        .waitFor();
    long seconds = (System.nanoTime() - begin) / 1_000_000_000;
    String report = report();
    if (!CASE.matcher(report).find()) {
      throw new IllegalStateException("No test " + test + " has run, see " + log);
    }
    return new Result(FAILED.matcher(report).results().map(m -> m.group(1)).toList(), seconds);
  }

  private String report() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String kind : List.of("surefire-reports", "failsafe-reports")) {
      Path reports = directory.resolve("job/target").resolve(kind);
      if (Files.isDirectory(reports)) {
        try (Stream<Path> files = Files.list(reports)) {
          for (Path file :
              files.filter(f -> f.getFileName().toString().endsWith(".xml")).toList()) {
            text.append(Files.readString(file));
          }
        }
      }
    }
    return text.toString();
  }

  private static final class Copy extends SimpleFileVisitor<Path> {

    private final Path from;
    private final Path to;

    Copy(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      if (LEFT_OUT.contains(String.valueOf(directory.getFileName()))) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      Files.createDirectories(to.resolve(from.relativize(directory).toString()));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.copy(file, to.resolve(from.relativize(file).toString()));
      return FileVisitResult.CONTINUE;
    }
  }
}
