package com.cdc.demo;

import com.cdc.event.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What has become visible in the landing so far. Visible files never change: each is read once. */
final class LandedFiles {

  /** A line of the landing and the file it is in. */
  record Sample(Path file, String line) {}

  private final Path landing;
  private final Set<Path> seen = new HashSet<>();
  private final Map<Operation, Long> counts = new EnumMap<>(Operation.class);
  private final Map<Operation, Sample> samples = new EnumMap<>(Operation.class);
  private final Map<Path, Integer> filesByDirectory = new TreeMap<>();

  LandedFiles(Path landing) {
    this.landing = landing;
  }

  /** Reads the files that appeared since. */
  void refresh() throws IOException {
    for (Path file : visible()) {
      if (seen.add(file)) {
        read(file);
        filesByDirectory.merge(landing.relativize(file).getParent(), 1, Integer::sum);
      }
    }
  }

  long rows() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Lines of inserted, updated and deleted rows. */
  long changes() {
    return count(Operation.CREATE) + count(Operation.UPDATE) + count(Operation.DELETE);
  }

  long count(Operation operation) {
    return counts.getOrDefault(operation, 0L);
  }

  int files() {
    return seen.size();
  }

  /** Number of files by directory, relative to the landing. */
  Map<Path, Integer> filesByDirectory() {
    return filesByDirectory;
  }

  /** The first line of that operation that was seen. */
  @Nullable Sample sample(Operation operation) {
    return samples.get(operation);
  }

  private List<Path> visible() throws IOException {
    try (Stream<Path> paths = Files.walk(landing)) {
      return paths.filter(path -> isVisible(landing.relativize(path))).sorted().toList();
    } catch (UncheckedIOException e) {
      // an in-progress file was renamed while walking: next time
      if (e.getCause() instanceof NoSuchFileException) {
        return List.of();
      }
      throw e.getCause();
    }
  }

  private boolean isVisible(Path relative) {
    for (Path part : relative) {
      String name = part.toString();
      if (name.startsWith(".") || name.startsWith("_") || name.contains("inprogress")) {
        return false;
      }
    }
    return Files.isRegularFile(landing.resolve(relative));
  }

  private void read(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Operation operation = operation(file, line);
        counts.merge(operation, 1L, Long::sum);
        if (!samples.containsKey(operation)) {
          samples.put(operation, new Sample(landing.relativize(file), line));
        }
      }
    }
  }

  /** By a search for the field: inside a JSON string its quotes would be escaped. */
  private static Operation operation(Path file, String line) throws IOException {
    String field = "\"__op\":\"";
    int at = line.lastIndexOf(field) + field.length();
    for (Operation operation : Operation.values()) {
      if (at >= field.length() && at < line.length() && line.charAt(at) == operation.code()) {
        return operation;
      }
    }
    throw new IOException("A line without __op is in " + file);
  }
}
