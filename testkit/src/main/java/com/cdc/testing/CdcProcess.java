package com.cdc.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * One {@code bin/cdc} of the built distribution as a process of its own. Of this process's
 * environment it sees only where Java is. {@link #close} ends it, however it is doing.
 */
public final class CdcProcess implements AutoCloseable {

  private static final Pattern WEB_URL = Pattern.compile("Web interface: (https?://\\S+)");

  // starts of a few seconds: the second compiler would cost more than it gives
  private static final String JAVA_OPTIONS =
      "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:SharedArchiveFile=%s -Djava.io.tmpdir=%s";

  private final Process process;
  private final Path stdout;
  private final Path stderr;

  private CdcProcess(Process process, Path stdout, Path stderr) {
    this.process = process;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /**
   * Starts {@code cdc} with the arguments.
   *
   * @param directory an existing one, without blanks in its path, for what it prints and its
   *     temporary files
   * @param environment what it sees beside PATH, HOME and JAVA_HOME
   */
  public static CdcProcess start(
      Path directory, Map<String, String> environment, String... arguments) {
    return start(directory, environment, command(arguments));
  }

  /** Whether {@link #startOnTerminal} can do it: by {@code script} of util-linux. */
  public static boolean hasTerminals() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(path -> Files.isExecutable(Path.of(path, "script")));
  }

  /**
   * Starts {@code cdc} with the arguments, which have no blanks, on a terminal of its own: what it
   * prints is in {@link #stdout}, in the order in which it came.
   */
  public static CdcProcess startOnTerminal(
      Path directory, Map<String, String> environment, String... arguments) {
    String line = "exec " + String.join(" ", command(arguments));
    return start(directory, environment, List.of("script", "-q", "-e", "-c", line, "/dev/null"));
  }

  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program().toString()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private static CdcProcess start(
      Path directory, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().retainAll(List.of("PATH", "HOME", "JAVA_HOME"));
    try {
      Path temporary = Files.createTempDirectory(directory, "cdc-");
      // relative, as options are split at blanks, which the checkout's path may have
      Path archive = Path.of("").toAbsolutePath().relativize(ClassArchive.of(home()));
      builder.environment().put("CDC_JAVA_OPTS", JAVA_OPTIONS.formatted(archive, temporary));
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().put("HTTP_PORT", "0"); // several run at a time
      builder.environment().putAll(environment);
      Path stdout = temporary.resolve("stdout");
      Path stderr = temporary.resolve("stderr");
      builder.redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
      return new CdcProcess(builder.start(), stdout, stderr);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs {@code cdc} to its end. */
  public static CdcProcess run(
      Path directory, Map<String, String> environment, String... arguments) {
    CdcProcess process = start(directory, environment, arguments);
    process.awaitExit(Duration.ofMinutes(3));
    return process;
  }

  private static Path program() {
    Path program = home().resolve("bin/cdc");
    if (!Files.isExecutable(program)) {
      throw new IllegalStateException("No distribution at " + home() + ". Build it: mvn package");
    }
    return program;
  }

  private static Path home() {
    return Path.of(System.getProperty("cdc.distribution", "target/cdc")).toAbsolutePath();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** All that it has printed on stdout so far. */
  public String stdout() {
    return content(stdout);
  }

  /** All that it has printed on stderr so far. */
  public String stderr() {
    return content(stderr);
  }

  /** Waits until the pipeline runs, and says where its web interface is. */
  public String awaitWebUrl() {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .conditionEvaluationListener(ignored -> requireAlive())
        .until(() -> WEB_URL.matcher(stdout()), Matcher::find)
        .group(1);
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** SIGTERM to the program on the terminal of {@link #startOnTerminal}, not to its terminal. */
  public void terminateOnTerminal() {
    process.descendants().forEach(ProcessHandle::destroy);
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(10));
  }

  /** SIGSTOP: it stands still, and its connections stay open. */
  public void freeze() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      // the shell's own kill: a minimal Debian has no other
      int exit =
          new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
              .inheritIO()
              .start()
              .waitFor();
      if (exit != 0) {
        throw new IllegalStateException("No SIG" + name + " for cdc: it has ended");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for the end and returns the exit code. */
  public int awaitExit(Duration longest) {
    try {
      if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("cdc did not end within " + longest + ":\n" + stderr());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }

  private void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "cdc ended with exit code " + process.exitValue() + ":\n" + stderr());
    }
  }

  private static String content(Path file) {
    try {
      return new String(Files.readAllBytes(file), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
