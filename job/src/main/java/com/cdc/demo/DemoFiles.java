package com.cdc.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directories of one run. Whatever this created is deleted on close, except a landing to keep.
 *
 * @see DemoOptions for which landing that is
 */
final class DemoFiles implements AutoCloseable {

  private final Path work;
  private final Path out;
  private final boolean outIsNew;
  private boolean keepLanding;

  private DemoFiles(Path work, Path out, boolean outIsNew, boolean keepLanding) {
    this.work = work;
    this.out = out;
    this.outIsNew = outIsNew;
    this.keepLanding = keepLanding;
  }

  /**
   * Creates the directories.
   *
   * @throws IllegalArgumentException if there is a landing already; then nothing was touched
   */
  static DemoFiles create(DemoOptions options) throws IOException {
    Path out = options.out();
    if (out == null) {
      Path temporary = Files.createTempDirectory("cdc-demo-landing-");
      return create(temporary, true, options.keep());
    }
    for (String name : List.of("landing", "checkpoints")) {
      requireEmpty(out.toAbsolutePath().normalize().resolve(name));
    }
    return create(out.toAbsolutePath().normalize(), !Files.exists(out), options.keep());
  }

  private static DemoFiles create(Path out, boolean outIsNew, boolean keep) throws IOException {
    Files.createDirectories(out.resolve("landing"));
    Files.createDirectories(out.resolve("checkpoints"));
    Path work = Files.createTempDirectory("cdc-demo-");
    Files.createDirectory(work.resolve("flink"));
    return new DemoFiles(work, out, outIsNew, keep);
  }

  private static void requireEmpty(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        if (!entries.iterator().hasNext()) {
          return;
        }
      }
    }
    throw new IllegalArgumentException(
        directory
            + " is not empty, perhaps from an earlier demo. Delete it, or give --out another"
            + " directory. Nothing was changed.");
  }

  /** Where the database and Flink put what nobody needs afterwards. */
  Path work() {
    return work;
  }

  Path landing() {
    return out.resolve("landing");
  }

  Path checkpoints() {
    return out.resolve("checkpoints");
  }

  void keepLanding() {
    keepLanding = true;
  }

  boolean isLandingKept() {
    return keepLanding;
  }

  @Override
  public void close() throws IOException {
    delete(work);
    // of no use without the database
    delete(checkpoints());
    if (!keepLanding) {
      delete(landing());
      if (outIsNew) {
        delete(out);
      }
    }
  }

  /** Deletes a directory with all it holds, though others may still write or delete in it. */
  static void delete(Path directory) throws IOException {
    for (int attemptsLeft = 5; Files.exists(directory); attemptsLeft--) {
      try (Stream<Path> paths = Files.walk(directory)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      } catch (IOException | UncheckedIOException e) {
        if (attemptsLeft == 1) {
          throw new IOException("Cannot delete " + directory, e);
        }
      }
    }
  }
}
