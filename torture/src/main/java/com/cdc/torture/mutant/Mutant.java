package com.cdc.torture.mutant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A deliberate fault, as a file of {@code torture/mutants}: lines of {@code Name: text}, then a
 * diff.
 *
 * @param breaks what it does
 * @param rule which it breaks, and where that stands
 * @param proof how it shows
 */
record Mutant(String name, String breaks, String rule, Proof proof, Patch patch) {

  /** What convicts it. */
  sealed interface Proof permits ByTorture, ByTest {}

  /**
   * A fault that chance brings to light.
   *
   * @param arguments by which it shows
   * @param convicts what a finding has to begin with; one of several, with | between them
   */
  record ByTorture(List<String> arguments, String convicts) implements Proof {

    /** Whether this finding is what the fault does, and not something else that is wrong. */
    boolean isConvictedBy(String finding) {
      return Stream.of(convicts.split("\\|")).anyMatch(finding::startsWith);
    }
  }

  /**
   * A moment that chance would meet too seldom; the sound build passes the test in {@code make
   * test}.
   *
   * @param test as Maven takes it: {@code Class#method}
   */
  record ByTest(String test) implements Proof {}

  private static final String ENDING = ".patch";
  private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  /** All of a directory, by name. */
  static List<Mutant> in(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Mutant> mutants = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(ENDING)).sorted().toList()) {
        mutants.add(read(file));
      }
      return mutants;
    }
  }

  private static Mutant read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    String name = file.getFileName().toString();
    return new Mutant(
        name.substring(0, name.length() - ENDING.length()),
        header(lines, "Breaks").orElseThrow(() -> missing(file, "Breaks")),
        header(lines, "Rule").orElseThrow(() -> missing(file, "Rule")),
        proof(file, lines),
        Patch.parse(lines));
  }

  private static Proof proof(Path file, List<String> lines) {
    Optional<String> test = header(lines, "Test");
    if (test.isPresent()) {
      return new ByTest(test.get());
    }
    return new ByTorture(
        arguments(header(lines, "Torture").orElseThrow(() -> missing(file, "Torture"))),
        header(lines, "Convicts").orElseThrow(() -> missing(file, "Convicts")));
  }

  private static Optional<String> header(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .findFirst();
  }

  private static IllegalArgumentException missing(Path file, String name) {
    return new IllegalArgumentException("%s has no line `%s: …`".formatted(file, name));
  }

  private static List<String> arguments(String line) {
    List<String> arguments = new ArrayList<>();
    Matcher matcher = ARGUMENT.matcher(line);
    while (matcher.find()) {
      arguments.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    return arguments;
  }
}
