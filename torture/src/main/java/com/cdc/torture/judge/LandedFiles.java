package com.cdc.torture.judge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the landing that its readers see. */
final class LandedFiles {

  private LandedFiles() {}

  /** Relative to the landing, in the order of their names. */
  static List<Path> in(Path landing) throws IOException {
    if (!Files.isDirectory(landing)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(landing)) {
      return files
          .filter(Files::isRegularFile)
          .map(landing::relativize)
          .filter(LandedFiles::isVisible)
          .sorted()
          .toList();
    }
  }

  /** schema.table of the directory that the file lies in. */
  static String table(Path file) {
    String directory = file.getName(0).toString();
    return directory.startsWith("cdc.") ? directory.substring("cdc.".length()) : directory;
  }

  private static boolean isVisible(Path file) {
    for (Path name : file) {
      if (name.toString().startsWith("_") || name.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }
}
