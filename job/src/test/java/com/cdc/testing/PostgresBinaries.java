package com.cdc.testing;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * PostgreSQL's programs by major version. One version is on the class path, for every platform; the
 * build copies the others to a directory, for Linux on amd64 only.
 */
final class PostgresBinaries {

  /** The version on the class path. */
  static final int CLASS_PATH_MAJOR = 17;

  private static final String DIRECTORY = "cdc.postgres.binaries";

  /** EmbeddedPostgres unpacks once per resolver. */
  private static final Map<Integer, PgBinaryResolver> RESOLVERS = new ConcurrentHashMap<>();

  private PostgresBinaries() {}

  /**
   * Where EmbeddedPostgres finds that version.
   *
   * @throws TestAbortedException on a platform for which the build brings no such version
   */
  static PgBinaryResolver of(int major) {
    return major == CLASS_PATH_MAJOR
        ? DefaultPostgresBinaryResolver.INSTANCE
        : RESOLVERS.computeIfAbsent(major, PostgresBinaries::copied);
  }

  private static PgBinaryResolver copied(int major) {
    String platform = System.getProperty("os.name") + "/" + System.getProperty("os.arch");
    if (!platform.equals("Linux/amd64")) {
      throw new TestAbortedException(
          "PostgreSQL %d is tested on Linux/amd64 only, this is %s".formatted(major, platform));
    }
    String directory = System.getProperty(DIRECTORY);
    if (directory == null) {
      throw new IllegalStateException(
          "No PostgreSQL %d: the system property %s names no directory. Start the test by Maven."
              .formatted(major, DIRECTORY));
    }
    Path jar = jar(Path.of(directory, String.valueOf(major)));
    return (system, machineHardware) -> archive(jar);
  }

  private static Path jar(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .max(Path::compareTo)
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "No PostgreSQL in " + directory + ". Run: mvn generate-test-resources", e);
    }
  }

  private static InputStream archive(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      JarEntry archive =
          file.stream().filter(entry -> entry.getName().endsWith(".txz")).findFirst().orElseThrow();
      return new ByteArrayInputStream(file.getInputStream(archive).readAllBytes());
    }
  }
}
