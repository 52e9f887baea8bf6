package com.cdc.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own, with an empty environment but for what is given. What it prints is added to
 * {@code <name>.out} in its directory, what it logs to {@code <name>.log}.
 */
public final class JavaProcess implements AutoCloseable {

  /** What {@code bin/cdc} opens. */
  private static final List<String> OPENS =
      List.of("java.util", "java.lang", "java.net", "java.time");

  private static final int TAIL_LINES = 60;

  private final String name;
  private final Path directory;
  private final Process process;

  private JavaProcess(String name, Path directory, Process process) {
    this.name = name;
    this.directory = directory;
    this.process = process;
  }

  /** Starts {@code main} with {@code directory} as its working directory. */
  public static JavaProcess start(
      String name,
      Path directory,
      Map<String, String> environment,
      List<String> options,
      String classPath,
      String main,
      List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    OPENS.forEach(opened -> command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED"));
    command.add("-Dlog.file=" + directory.resolve(name + ".log"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve(name + ".out").toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return new JavaProcess(name, directory, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    exitCode(30);
  }

  /** Waits for the end and returns the exit code. */
  public int exitCode(long timeoutSeconds) {
    try {
      if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "%s has not ended within %d s%n%s".formatted(name, timeoutSeconds, tail()));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + name, e);
    }
  }

  /** All it has printed, without its log. */
  public String output() {
    return read(directory.resolve(name + ".out"));
  }

  /** The last lines it has logged and printed. */
  public String tail() {
    return tail(directory.resolve(name + ".log")) + tail(directory.resolve(name + ".out"));
  }

  /** Ends the process: courteously, and after ten seconds in any case. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static String tail(Path file) {
    List<String> lines = read(file).lines().toList();
    return "---- %s%n%s%n"
        .formatted(
            file.getFileName(),
            String.join(
                System.lineSeparator(),
                lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())));
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
