package com.cdc.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.event.TableId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a reader of a local landing sees. */
public record Landing(Path directory) {

  /** The visible part files of a table, in the order of their paths. */
  public List<Path> parts(TableId table) {
    return LiveFiles.below(directory.resolve(table.directory())).stream()
        .filter(file -> file.getFileName().toString().startsWith("part-"))
        .toList();
  }

  /** The records of a table, file by file. */
  public List<String> records(TableId table) {
    return parts(table).stream().flatMap(Landing::lines).toList();
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file, UTF_8).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
