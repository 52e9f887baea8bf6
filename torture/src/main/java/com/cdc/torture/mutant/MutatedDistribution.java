package com.cdc.torture.mutant;

import com.cdc.torture.server.Directories;
import com.cdc.torture.subject.Distribution;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Builds a distribution with a fault: the touched sources alone are compiled anew. */
final class MutatedDistribution {

  private static final String SOURCES = "job/src/main/java/";

  private final Path root;
  private final Distribution sound;

  /**
   * From a built checkout.
   *
   * @param root of it
   * @param sound the distribution that was built of its sources
   */
  MutatedDistribution(Path root, Distribution sound) {
    this.root = root;
    this.sound = sound;
  }

  /**
   * Builds it below the directory.
   *
   * @throws Patch.PatchException if the patch does not apply any more
   * @throws IllegalStateException if what came of it does not compile
   */
  Distribution build(Mutant mutant, Path directory) throws IOException {
    Directories.delete(directory);
    Path classes = Files.createDirectories(directory.resolve("classes"));
    compile(mutant, sources(mutant, directory.resolve("src")), classes);
    Distribution copy = sound.rebuilt(directory, mutant.name());
    Files.delete(copy.jobJar());
    // only the standalone one has the fault
    Distribution faulty = new Distribution(copy.home(), sound.jobJar());
    try (Stream<Path> jars = Files.list(faulty.home().resolve("lib"))) {
      for (Path jar : jars.filter(MutatedDistribution::isOfTheJob).toList()) {
        replace(jar, classes);
      }
    }
    return faulty;
  }

  /** Copies of the touched sources, with the fault. */
  List<Path> sources(Mutant mutant, Path directory) throws IOException {
    List<Path> changed = new ArrayList<>();
    for (String path : mutant.patch().hunks().keySet()) {
      if (!path.startsWith(SOURCES)) {
        throw new IllegalArgumentException(mutant.name() + " touches " + path + ", not the job");
      }
      Path copy = directory.resolve(path.substring(SOURCES.length()));
      Files.createDirectories(copy.resolveSibling(""));
      changed.add(
          Files.write(copy, mutant.patch().apply(path, Files.readAllLines(root.resolve(path)))));
    }
    if (changed.isEmpty()) {
      throw new IllegalArgumentException(mutant.name() + " changes nothing");
    }
    return changed;
  }

  private void compile(Mutant mutant, List<Path> sources, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException("A JDK is needed, and this is a JRE");
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-nowarn",
                "-parameters",
                "-d",
                classes.toString(),
                "-cp",
                jars(sound.home().resolve("lib"))));
    sources.forEach(source -> arguments.add(source.toString()));
    int result = compiler.run(null, System.out, System.err, arguments.toArray(String[]::new));
    if (result != 0) {
      throw new IllegalStateException(mutant.name() + " does not compile");
    }
  }

  private static String jars(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
  }

  private static boolean isOfTheJob(Path jar) {
    return jar.getFileName().toString().startsWith("job-");
  }

  private static void replace(Path jar, Path classes) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of());
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(
            file,
            zip.getPath(classes.relativize(file).toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
