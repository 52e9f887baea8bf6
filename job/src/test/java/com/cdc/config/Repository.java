package com.cdc.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds files of the checkout from wherever the tests run. */
public final class Repository {
  private static final String MARK = "config/pipeline.example.yaml";

  private Repository() {}

  public static Path file(String path) {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve(MARK))) {
      Path parent = directory.getParent();
      if (parent == null) {
        throw new IllegalStateException("Run the tests inside the checkout; no " + MARK + " found");
      }
      directory = parent;
    }
    return directory.resolve(path);
  }
}
