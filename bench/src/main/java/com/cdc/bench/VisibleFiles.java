package com.cdc.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/** The files of a landing that readers see: those without a dot or an underscore before a name. */
final class VisibleFiles {

  private VisibleFiles() {}

  /** Of all of them. */
  static long bytes(Path directory) throws IOException {
    return in(directory).values().stream().mapToLong(Long::longValue).sum();
  }

  /** With their sizes. Hidden ones may go away while this looks. */
  static Map<Path, Long> in(Path directory) throws IOException {
    Map<Path, Long> files = new HashMap<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            boolean hidden = String.valueOf(path.getFileName()).startsWith("_");
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = String.valueOf(file.getFileName());
            if (!name.startsWith(".") && !name.startsWith("_")) {
              files.put(file, attributes.size());
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }
}
