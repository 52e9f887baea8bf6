package com.cdc.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The data directory of a new server, made once for each version and JVM: initdb takes seconds, a
 * copy a tenth of one.
 */
final class ServerTemplate {

  private static final Map<Integer, Path> TEMPLATES = new ConcurrentHashMap<>();

  private ServerTemplate() {}

  /** Makes a data directory with the database {@link TestPostgres#DATABASE} and nothing else. */
  static void copyTo(Path data, int major) throws IOException {
    Path template = TEMPLATES.computeIfAbsent(major, ServerTemplate::make);
    try (Stream<Path> files = Files.walk(template)) {
      for (Path file : files.toList()) {
        Files.copy(
            file, data.resolve(template.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    SystemIdentifier.write(data, ThreadLocalRandom.current().nextLong(Long.MAX_VALUE));
  }

  private static Path make(int major) {
    try {
      Path directory = TestPostgres.newDirectory();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> TestPostgres.remove(directory)));
      Path data = TestPostgres.data(directory);
      ServerProcess server =
          new ServerProcess(
              data,
              PostgresBinaries.of(major),
              Map.of("listen_addresses", "127.0.0.1", "fsync", "off", "wal_level", "logical"));
      TestPostgres.createDatabase(server.startAnywhere());
      server.stop();
      return data;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
