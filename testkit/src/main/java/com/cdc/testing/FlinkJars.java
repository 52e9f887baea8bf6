package com.cdc.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a Flink distribution has in its lib/: Flink, its own needs and its logging, and nothing that
 * cdc-job.jar has to bring.
 */
final class FlinkJars {

  private static final List<String> NOT_IN_A_FLINK_DISTRIBUTION =
      List.of("flink-cdc-", "flink-connector-debezium-", "flink-connector-postgres-cdc-");

  /** The third-party parts of flink-dist 1.20, and Log4j. */
  private static final List<String> THIRD_PARTY =
      List.of(
          "async-profiler-",
          "chill-java-",
          "commons-cli-",
          "commons-collections-",
          "commons-compress-",
          "commons-io-",
          "commons-lang3-",
          "commons-math3-",
          "commons-text-",
          "javassist-",
          "jsr305-",
          "kryo-",
          "log4j-",
          "lz4-java-",
          "minlog-",
          "objenesis-",
          "slf4j-api-",
          "snappy-java-");

  private FlinkJars() {}

  /** The class path of a Flink distribution, from the jars of ours. */
  static String classPath(Path distribution) {
    Path lib = distribution.resolve("lib");
    // the standalone program needs commons-compress only for the demo, Flink for its file formats
    try (Stream<Path> jars = Files.list(lib);
        Stream<Path> demo = Files.list(lib.resolve("demo"))) {
      return Stream.concat(jars, demo)
          .filter(jar -> ofFlink(jar.getFileName().toString()))
          .map(Path::toString)
          .sorted()
          .collect(Collectors.joining(File.pathSeparator));
    } catch (IOException e) {
      throw new UncheckedIOException("No distribution; build it: mvn package -DskipTests", e);
    }
  }

  private static boolean ofFlink(String jar) {
    boolean flink =
        jar.startsWith("flink-") && NOT_IN_A_FLINK_DISTRIBUTION.stream().noneMatch(jar::startsWith);
    return flink || THIRD_PARTY.stream().anyMatch(jar::startsWith);
  }
}
