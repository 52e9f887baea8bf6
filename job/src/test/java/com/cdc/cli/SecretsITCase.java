package com.cdc.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.testing.CdcProcess;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is secret is nowhere that people look: logs, messages, web pages, files. */
class SecretsITCase {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final String PASSWORD = "planted-pa55word-7f3a";
  private static final String STORE_KEY = "planted-store-key-91bc";
  private static final String HASH_KEY = "planted-hash-key-0d8e";
  private static final String KEY_PASSWORD = "planted-key-password-4c1f";

  /** Pages of Flink's REST interface; {@code JOB} and so on stand for ids that other pages name. */
  private static final List<String> PAGES =
      List.of(
          "/config",
          "/overview",
          "/jobmanager/config",
          "/jobmanager/environment",
          "/jobmanager/logs",
          "/jobmanager/metrics",
          "/jobmanager/thread-dump",
          "/jobs",
          "/jobs/overview",
          "/jobs/JOB",
          "/jobs/JOB/config",
          "/jobs/JOB/plan",
          "/jobs/JOB/jobmanager/config",
          "/jobs/JOB/jobmanager/environment",
          "/jobs/JOB/exceptions",
          "/jobs/JOB/accumulators?includeSerializedValue=true",
          "/jobs/JOB/checkpoints",
          "/jobs/JOB/checkpoints/config",
          "/jobs/JOB/vertices/VERTEX",
          "/jobs/JOB/vertices/VERTEX/metrics",
          "/taskmanagers",
          "/taskmanagers/MANAGER",
          "/taskmanagers/MANAGER/logs",
          "/taskmanagers/MANAGER/thread-dump");

  /** All that any library says; the distribution's own keeps Flink and others quiet. */
  private static final String LOG_EVERYTHING =
      """
      rootLogger.level = DEBUG
      rootLogger.appenderRef.stderr.ref = stderr
      appender.stderr.type = Console
      appender.stderr.name = stderr
      appender.stderr.target = SYSTEM_ERR
      appender.stderr.layout.type = PatternLayout
      appender.stderr.layout.pattern = %p %c - %m%n%ex
      """;

  private enum Given {
    BY_VARIABLE,
    BY_PLACEHOLDER_OF_A_VARIABLE,
    BY_PLACEHOLDER_OF_A_FILE
  }

  private static TestPostgres postgres;

  @TempDir private Path directory;

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.startNew();
    postgres.execute("ALTER ROLE " + TestPostgres.USER + " PASSWORD '" + PASSWORD + "'");
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @ParameterizedTest
  @EnumSource(Given.class)
  void aRunShowsNoSecret(Given given) throws IOException {
    AuditedTable table = AuditedTable.create(postgres, "s" + given.ordinal(), 10);
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    environment.remove("PG_PASSWORD");
    environment.put("PG_HASH_COLUMNS", table.id() + ".note");
    environment.put("PG_HASH_KEY", HASH_KEY);
    // this server offers no TLS, so the file is not asked for
    environment.put("PG_SSL_KEY", "/nowhere/client.p12");
    environment.put("PG_SSL_KEY_PASSWORD", KEY_PASSWORD);
    Path logging = Files.writeString(directory.resolve("log4j2.properties"), LOG_EVERYTHING);
    environment.put("CDC_LOG_CONFIG", logging.toString());
    Path secrets = Files.createDirectory(directory.resolve("secrets"));
    Path file = secrets.resolve("pipeline.yaml");
    Files.writeString(file, yaml(given, environment, secrets));

    Map<String, String> pages;
    try (CdcProcess cdc =
        CdcProcess.start(directory, environment, "run", "--config", file.toString())) {
      String web = cdc.awaitWebUrl();
      await().atMost(SOON).until(() -> table.landedReads(environment.get("LANDING_URI")) == 10);
      pages = pages(web);
      assertThat(Files.readString(Path.of("/proc/" + cdc.pid() + "/cmdline")))
          .contains("com.cdc.cli.Main")
          .doesNotContain("planted");
      cdc.terminate();
      assertThat(cdc.awaitExit(SOON)).as(cdc.stderr()).isZero();
      assertThat(cdc.stderr()).contains("DEBUG org.apache.flink", "DEBUG io.debezium");
    }

    assertThat(pages).hasSize(PAGES.size());
    assertThat(pages.get("/jobmanager/config")).contains("s3.secret-key");
    pages.forEach(
        (page, content) ->
            assertThat(content).as(page).isNotEmpty().doesNotContain("planted", "\"errors\""));
    // stdout and stderr, the landing, the checkpoints and Flink's temporary files
    assertThat(filesThatContain("planted", secrets)).isEmpty();
  }

  @Test
  void anErrorShowsNoSecret() {
    AuditedTable table = AuditedTable.create(postgres, "refused", 10);
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    environment.put("PG_PASSWORD", "planted, but wrong");
    environment.put("FLINK_PROPERTIES", "s3.secret-key: " + STORE_KEY + "\nno colon: planted\nx");
    Map<String, String> valid = RunEnvironment.of(postgres, table, directory);
    valid.put("PG_PASSWORD", "planted, but wrong");

    try (CdcProcess invalid = CdcProcess.start(directory, environment, "run", "--debug");
        CdcProcess refused = CdcProcess.start(directory, valid, "run", "--debug");
        CdcProcess help = CdcProcess.start(directory, environment, "run", "--help")) {
      assertThat(invalid.awaitExit(SOON)).isEqualTo(1);
      assertThat(refused.awaitExit(SOON)).isEqualTo(1);
      assertThat(help.awaitExit(SOON)).isZero();

      assertThat(refused.stderr()).contains("Wrong password");
      assertThat(invalid.stderr() + invalid.stdout()).doesNotContain("planted");
      assertThat(refused.stderr() + refused.stdout()).doesNotContain("planted");
      assertThat(help.stderr() + help.stdout()).doesNotContain("planted");
    }
  }

  private static String yaml(Given given, Map<String, String> environment, Path secrets)
      throws IOException {
    String flink = "flink:\n  s3.secret-key: " + STORE_KEY + "\n";
    switch (given) {
      case BY_VARIABLE -> {
        environment.put("PG_PASSWORD", PASSWORD);
        return flink;
      }
      case BY_PLACEHOLDER_OF_A_VARIABLE -> {
        environment.put("ELSEWHERE", PASSWORD);
        return flink + "postgres:\n  password: ${env:ELSEWHERE}\n";
      }
      case BY_PLACEHOLDER_OF_A_FILE -> {
        Path password = secrets.resolve("password");
        Files.writeString(password, PASSWORD + "\n");
        return flink + "postgres:\n  password: ${file:" + password + "}\n";
      }
    }
    throw new IllegalArgumentException("" + given);
  }

  private static Map<String, String> pages(String web) {
    String job = first("\"id\":\"(\\w+)\"", fetch(web + "/jobs"));
    String vertex = first("\"vertices\":\\[\\{\"id\":\"(\\w+)\"", fetch(web + "/jobs/" + job));
    String manager = first("\"id\":\"([^\"]+)\"", fetch(web + "/taskmanagers"));
    Map<String, String> pages = new TreeMap<>();
    for (String page : PAGES) {
      String path = page.replace("JOB", job).replace("VERTEX", vertex);
      pages.put(page, fetch(web + path.replace("MANAGER", manager)));
    }
    return pages;
  }

  private static String first(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  private static String fetch(String url) {
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private List<Path> filesThatContain(String text, Path except) throws IOException {
    Deque<Path> found = new ArrayDeque<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.startsWith(except)
            && new String(Files.readAllBytes(file), ISO_8859_1).contains(text)) {
          found.add(directory.relativize(file));
        }
      }
    }
    return List.copyOf(found);
  }
}
