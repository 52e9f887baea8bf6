package com.cdc.stores;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one bucket, each also a file of the same name. A name that ends with a slash, by
 * which clients mark a directory, is a directory. An object whose file is removed is gone.
 */
final class GcsObjects {

  private final String bucket;
  private final Path directory;
  private final Path scratch;
  private final SortedMap<String, GcsObject> objects = new TreeMap<>();
  private long generation = System.currentTimeMillis() * 1000;

  /**
   * @param scratch on the same file system: a file gets its name when it is whole
   */
  GcsObjects(String bucket, Path directory, Path scratch) {
    this.bucket = bucket;
    this.directory = directory;
    this.scratch = scratch;
  }

  @Nullable GcsObject find(String name) {
    GcsObject object = objects.get(name);
    return object == null || !Files.exists(file(name)) ? null : object;
  }

  GcsObject put(String name, byte[] content, JsonNode given) {
    GcsObject object = GcsObject.of(bucket, name, ++generation, content, given);
    try {
      if (name.endsWith("/")) {
        Files.createDirectories(file(name));
      } else {
        Files.createDirectories(file(name).getParent());
        Path whole = Files.write(scratch.resolve(bucket + "-" + generation), content);
        Files.move(whole, file(name), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    objects.put(name, object);
    return object;
  }

  byte[] content(GcsObject object) {
    try {
      return object.name().endsWith("/") ? new byte[0] : Files.readAllBytes(file(object.name()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete(GcsObject object) {
    objects.remove(object.name());
    try {
      if (!object.name().endsWith("/")) {
        Files.deleteIfExists(file(object.name()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names from there on, in their order. */
  Iterable<String> namesFrom(String first) {
    return objects.tailMap(first).keySet();
  }

  private Path file(String name) {
    Path file = directory.resolve(name).normalize();
    if (!file.startsWith(directory)) {
      throw new IllegalArgumentException("Not below the bucket's directory: " + name);
    }
    return file;
  }
}
