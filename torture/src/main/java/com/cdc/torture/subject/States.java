package com.cdc.torture.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a job on a cluster can be restored from, on a local disk.
 *
 * @param store with {@code checkpoints} in it
 */
record States(Path store) {

  /** A place for savepoints. */
  String savepoints() {
    return store.resolve("savepoints").toUri().toString();
  }

  /** The checkpoint that was completed last, of whatever job. */
  Optional<String> newestCheckpoint() {
    Path checkpoints = store.resolve("checkpoints");
    if (!Files.exists(checkpoints)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files
          .filter(file -> file.endsWith("_metadata"))
          .max(Comparator.comparing(States::modified))
          .map(file -> file.resolveSibling("").toUri().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return 0; // a retired one, removed meanwhile
    }
  }
}
