package com.cdc.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The classes that a run of a distribution loads, archived as in the image: a JVM that maps them
 * starts with a quarter less work, and has them in pages of a file instead of memory of its own.
 */
public final class ClassArchive {

  private static final Duration TRAINING = Duration.ofMinutes(10);

  private ClassArchive() {}

  /**
   * The archive beside a distribution, made if there is none or if the distribution is newer. Of
   * several processes one makes it, and the others wait.
   *
   * @param home with {@code bin/cdc}; absolute
   */
  public static synchronized Path of(Path home) throws IOException {
    Path archive = home.resolveSibling(home.getFileName() + ".jsa");
    try (FileChannel channel =
            FileChannel.open(
                home.resolveSibling(home.getFileName() + ".jsa.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock ignored = channel.lock()) {
      if (!Files.exists(archive) || isOlder(archive, home.resolve("lib"))) {
        Files.deleteIfExists(archive);
        make(home, archive);
      }
    }
    return archive;
  }

  private static boolean isOlder(Path archive, Path lib) throws IOException {
    try (Stream<Path> jars = Files.list(lib)) {
      for (Path jar : jars.toList()) {
        if (Files.getLastModifiedTime(jar).compareTo(Files.getLastModifiedTime(archive)) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Makes an archive by a demo that is run for it.
   *
   * @param archive where to, absolute and without blanks in its name; a log lies beside it
   */
  public static void make(Path home, Path archive) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            home.resolve("bin/cdc").toString(), "demo", "--rows", "2000", "--changes", "2000");
    builder.environment().keySet().retainAll(List.of("PATH", "HOME", "JAVA_HOME"));
    // its name alone: options are split at blanks, which a directory may have
    String options = "-Xmx256m -XX:+UseSerialGC -XX:ArchiveClassesAtExit=" + archive.getFileName();
    builder.environment().put("CDC_JAVA_OPTS", options);
    builder.directory(archive.getParent().toFile());
    Path log = archive.resolveSibling(archive.getFileName() + ".log");
    Process demo = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!demo.waitFor(TRAINING.toSeconds(), TimeUnit.SECONDS) || demo.exitValue() != 0) {
        throw new IOException("No archive of the classes was made; see " + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      demo.destroy();
    }
  }
}
