package com.cdc.torture.subject;

import com.cdc.testing.ClassArchive;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The standalone distribution that is tortured, and {@code cdc-job.jar}.
 *
 * @param home with {@code bin/cdc}
 * @param jobJar for {@code flink run}
 * @param archive of its classes, as the image has one; null for none
 */
public record Distribution(Path home, Path jobJar, @Nullable Path archive) {

  /** Without an archive. */
  public Distribution(Path home, Path jobJar) {
    this(home, jobJar, null);
  }

  public Distribution {
    home = home.toAbsolutePath();
    jobJar = jobJar.toAbsolutePath();
    if (!Files.isExecutable(home.resolve("bin/cdc"))) {
      throw new IllegalArgumentException("No distribution at " + home + ". Build it: make build");
    }
  }

  Path program() {
    return home.resolve("bin/cdc");
  }

  /** Options of its JVM beside those that are given. */
  String javaOptions() {
    return archive == null ? "" : " -XX:SharedArchiveFile=" + archive;
  }

  /**
   * With an archive of the classes that a run loads, as the image has: a JVM that maps them has
   * them in pages of a file, and not in memory of its own.
   */
  public Distribution archived(Path directory, String name) throws IOException {
    Path made = directory.resolve(name + ".jsa").toAbsolutePath();
    ClassArchive.make(home, made);
    return new Distribution(home, jobJar, made);
  }

  /** The same program of another build: what an upgrade replaces the running one by. */
  public Distribution rebuilt(Path directory, String build) throws IOException {
    Path other = directory.resolve("build-" + build);
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.toList()) {
        copy(file, other.resolve(home.relativize(file)));
      }
    }
    Path jar = Files.copy(jobJar, other.resolve("cdc-job.jar"));
    try (Stream<Path> jars = Files.list(other.resolve("lib"))) {
      for (Path job :
          jars.filter(file -> file.getFileName().toString().startsWith("job-")).toList()) {
        stamp(job, build);
      }
    }
    stamp(jar, build);
    return new Distribution(other, jar);
  }

  private static void copy(Path from, Path to) throws IOException {
    String name = from.getFileName().toString();
    if (Files.isDirectory(from)) {
      Files.createDirectories(to);
    } else if (name.startsWith("job-") || from.toString().contains("/bin/")) {
      Files.copy(from, to); // resolved where it lies, or changed
    } else {
      Files.createSymbolicLink(to, from);
    }
  }

  private static void stamp(Path jar, String build) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
      Files.write(zip.getPath("META-INF/torture-build"), List.of(build));
    }
  }
}
