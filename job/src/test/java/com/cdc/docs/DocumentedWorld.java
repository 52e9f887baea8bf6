package com.cdc.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.docs.MarkdownPage.Block;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of the documentation has: a server with an empty database {@code warehouse}, a
 * directory with {@code ./cdc}, and a second terminal for what does not end by itself.
 */
final class DocumentedWorld implements AutoCloseable {

  /** Where the pages put landing and checkpoints. */
  private static final String DIRECTORY = "/tmp/cdc";

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final Pattern STAYS = Pattern.compile("(\\./)?cdc run( .*)?");

  /** These change nothing, and may be early: what they show may take a checkpoint to come. */
  private static final Pattern LOOKS =
      Pattern.compile("\\b(status|verify|curl|tail|grep|ls|health_check)\\b");

  /** What may be otherwise than on the page: the ellipsis, an LSN, a number. */
  private static final Pattern FREE = Pattern.compile("(?:…|[0-9A-F]+/[0-9A-F]+|[0-9][0-9,.]*)");

  /** A bare Debian has none; continuous integration installs it. */
  private static final Pattern CURL = Pattern.compile("\\b(curl|health_check)\\b");

  private final Path directory;
  private final TestPostgres postgres;
  private final int port;
  private @Nullable Process job;

  DocumentedWorld(Path directory) throws IOException {
    this.directory = directory;
    this.postgres = TestPostgres.startNew();
    // the pages make the role themselves
    postgres.execute(
        "DROP OWNED BY " + TestPostgres.USER,
        "REVOKE pg_read_all_data FROM " + TestPostgres.USER,
        "DROP ROLE " + TestPostgres.USER);
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Files.createSymbolicLink(directory.resolve("cdc"), program());
    Files.createSymbolicLink(
        directory.resolve("scripts"), MarkdownPage.ROOT.resolve("scripts").toAbsolutePath());
  }

  /** Runs a block of shell commands and returns what it prints; fails if they fail. */
  void shell(Block block, @Nullable Block output) throws Exception {
    if (CURL.matcher(block.text()).find() && !hasCurl()) {
      return;
    }
    List<String> lines = block.lines();
    if (lines.size() == 1 && STAYS.matcher(withoutComment(lines.get(0))).matches()) {
      startJob(withoutComment(lines.get(0)));
    } else if (LOOKS.matcher(block.text()).find()) {
      await().atMost(SOON).untilAsserted(() -> once(block, output));
    } else {
      once(block, output);
    }
  }

  void sql(Block block) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      for (String one : block.text().split(";\\s*(--[^\\n]*)?(\\n|$)")) {
        statement.execute(one);
      }
    }
  }

  void file(String name, Block block) throws IOException {
    Files.writeString(directory.resolve(name), here(block.text()) + "\n");
  }

  private void once(Block block, @Nullable Block output) throws Exception {
    Path printed = Files.createTempFile(directory, "printed", "");
    Process process = start("set -eu\n" + here(block.text()), printed);
    boolean ended = process.waitFor(300, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(printed);

    assertThat(ended).as(block.text()).isTrue();
    assertThat(process.exitValue()).as("%s%n%s", block.text(), text).isZero();
    if (output != null) {
      assertPrinted(output, text);
    }
  }

  /** Each line of the page is in what was printed, in this order; figures may be others. */
  private static void assertPrinted(Block output, String text) {
    List<String> printed = text.lines().toList();
    int at = 0;
    for (String line : output.lines()) {
      Pattern wanted = pattern(line);
      int from = at;
      while (at < printed.size() && !wanted.matcher(printed.get(at)).matches()) {
        at++;
      }
      assertThat(at)
          .as("line %s of %s after line %d of%n%s", line, output.number(), from, text)
          .isLessThan(printed.size());
      at++;
    }
  }

  private static Pattern pattern(String line) {
    StringBuilder pattern = new StringBuilder();
    Matcher free = FREE.matcher(line);
    int at = 0;
    while (free.find()) {
      pattern.append(Pattern.quote(line.substring(at, free.start())));
      pattern.append(free.group().equals("…") ? ".*" : FREE.pattern());
      at = free.end();
    }
    return Pattern.compile(pattern + Pattern.quote(line.substring(at)));
  }

  private void startJob(String command) throws Exception {
    stopJob();
    Path log = Files.createTempFile(directory, "job", ".log");
    Process started = start("exec " + here(command), log);
    job = started;
    await()
        .atMost(SOON)
        .until(
            () -> {
              assertThat(started.isAlive()).as(Files.readString(log)).isTrue();
              return isReady();
            });
  }

  private void stopJob() throws InterruptedException {
    Process running = job;
    if (running != null) {
      running.destroy();
      assertThat(running.waitFor(90, TimeUnit.SECONDS)).isTrue();
      assertThat(running.exitValue()).isZero();
      job = null;
    }
  }

  private boolean isReady() {
    try {
      URI uri = URI.create("http://127.0.0.1:" + port + "/health/ready");
      return ((HttpURLConnection) uri.toURL().openConnection()).getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private Process start(String script, Path output) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).directory(directory.toFile());
    builder.environment().keySet().retainAll(List.of("HOME", "JAVA_HOME"));
    builder.environment().put("PATH", program().getParent() + ":" + System.getenv("PATH"));
    builder.environment().put("PG_HOST", postgres.host());
    builder.environment().put("PG_PORT", String.valueOf(postgres.port()));
    builder.environment().put("PG_PASSWORD", "change-me");
    builder.environment().put("HTTP_PORT", String.valueOf(port));
    builder.environment().put("REST_PORT", "0");
    builder.environment().put("CHECKPOINT_INTERVAL", "1 s");
    builder.environment().put("CDC_JAVA_OPTS", "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  /** The text as it is for this directory and this port. */
  private String here(String text) {
    return text.replace(DIRECTORY, directory.toString())
        .replace("127.0.0.1:8080", "127.0.0.1:" + port);
  }

  private static boolean hasCurl() {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(path -> Files.isExecutable(Path.of(path, "curl")));
  }

  private static String withoutComment(String line) {
    return line.replaceFirst(" +#.*", "").strip();
  }

  private static Path program() {
    return Path.of(System.getProperty("cdc.distribution", "target/cdc"), "bin", "cdc")
        .toAbsolutePath();
  }

  @Override
  public void close() {
    try {
      stopJob();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Process running = job;
      if (running != null) {
        running.destroyForcibly();
      }
      postgres.close();
    }
  }
}
