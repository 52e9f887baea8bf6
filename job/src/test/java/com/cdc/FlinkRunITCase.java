package com.cdc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.compress.Decompression;
import com.cdc.testing.LiveFiles;
import com.cdc.testing.SessionCluster;
import com.cdc.testing.SessionCluster.Result;
import com.cdc.testing.TestPostgres;
import com.cdc.verify.LandingOnlyReport;
import com.cdc.verify.LandingProof;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flink run cdc-job.jar} on a session cluster that has nothing but Flink. */
class FlinkRunITCase {

  private static final Path JOB_JAR = artefact("cdc.job.jar", "target/cdc-job.jar");
  private static final Path DISTRIBUTION = artefact("cdc.distribution", "target/cdc");
  private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");
  private static final Pattern SAVEPOINT = Pattern.compile("Savepoint completed. Path: (\\S+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;
  private static TestPostgres postgres;
  private static SessionCluster cluster;

  @BeforeAll
  static void startClusterAndDatabase() throws IOException {
    postgres = TestPostgres.startNew();
    cluster =
        SessionCluster.start(DISTRIBUTION, Files.createDirectory(directory.resolve("cluster")));
  }

  @AfterAll
  static void endAllProcesses() {
    if (cluster != null) {
      cluster.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void everyChangeLandsOnceAcrossAStopWithSavepoint() throws IOException {
    postgres.execute(
        "CREATE SCHEMA shop",
        "CREATE TABLE shop.item (id int PRIMARY KEY, name text)",
        "CREATE TABLE shop.sale (id bigint PRIMARY KEY, name text)",
        "INSERT INTO shop.item SELECT g, 'Müller' FROM generate_series(1, 500) g",
        "INSERT INTO shop.sale SELECT g, 'first' FROM generate_series(1, 300) g",
        "ANALYZE shop.item, shop.sale",
        "CREATE PUBLICATION shop_pub FOR TABLE shop.item, shop.sale");
    Path config = configuration("shop", "landing.compression: zstd");
    List<String> items = new ArrayList<>(rows("r", 1, 500, "Müller"));
    List<String> sales = new ArrayList<>(rows("r", 1, 300, "first"));

    String first = submit("run", "-d", JOB_JAR.toString(), "--config", config.toString());
    awaitLanded("shop.item", items);
    awaitLanded("shop.sale", sales);

    postgres.execute(
        "INSERT INTO shop.item SELECT g, 'new' FROM generate_series(501, 520) g",
        "UPDATE shop.item SET name = 'Łódź' WHERE id <= 10",
        "DELETE FROM shop.item WHERE id BETWEEN 11 AND 15",
        "INSERT INTO shop.sale VALUES (301, 'new')");
    items.addAll(rows("c", 501, 520, "new"));
    items.addAll(rows("u", 1, 10, "Łódź"));
    items.addAll(rows("d", 11, 15, ""));
    sales.add("c 301 new");
    awaitLanded("shop.item", items);
    awaitLanded("shop.sale", sales);

    String savepoints = directory.resolve("savepoints").toUri().toString();
    assertThat(find(SAVEPOINT, succeed("savepoint", first, savepoints))).contains("/savepoint-");
    String savepoint = find(SAVEPOINT, succeed("stop", "--savepointPath", savepoints, first));

    postgres.execute(
        "UPDATE shop.item SET name = 'while stopped' WHERE id BETWEEN 101 AND 140",
        "DELETE FROM shop.item WHERE id = 520",
        "INSERT INTO shop.sale VALUES (302, 'while stopped')");
    items.addAll(rows("u", 101, 140, "while stopped"));
    items.add("d 520 ");
    sales.add("c 302 while stopped");

    // no checkpoint but the savepoint: it holds files that are not committed, which a restored
    // job's tasks commit before anything else
    Files.writeString(config, Files.readString(config).replace("500 ms", "10 min"));
    String second =
        submit("run", "-d", "-s", savepoint, JOB_JAR.toString(), "--config", config.toString());
    await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> postgres.query("SELECT active FROM pg_replication_slots").equals("t"));
    Result early =
        cluster.flink(
            "run", "-d", "-s", savepoint, JOB_JAR.toString(), "--config", config.toString());
    assertThat(early.exitCode()).isNotZero();
    assertThat(early.output())
        .contains("a savepoint taken before it ends is out of date", "application `cdc-writer/");
    savepoint = find(SAVEPOINT, succeed("stop", "--savepointPath", savepoints, second));

    Files.writeString(config, Files.readString(config).replace("10 min", "500 ms"));
    String third =
        submit("run", "-d", "-s", savepoint, JOB_JAR.toString(), "--config", config.toString());
    postgres.execute("INSERT INTO shop.item VALUES (521, 'last')");
    items.add("c 521 last");
    awaitLanded("shop.item", items);
    awaitLanded("shop.sale", sales);
    succeed("cancel", third);
    LandingOnlyReport proof =
        new LandingProof("file:" + directory.resolve("landing"), directory).prove();
    assertThat(proof.isVerified()).as(proof.lines().toString()).isTrue();
  }

  @Test
  void wrongConfigurationEndsTheSubmissionWithItsMessage() throws IOException {
    Path config = configuration("wrong", "landing.rol-age: 1 min");

    Result result = cluster.flink("run", "-d", JOB_JAR.toString(), "--config", config.toString());

    assertThat(result.exitCode()).as(result.output()).isNotZero();
    assertThat(result.output())
        .contains("1 configuration problem:")
        .contains("Unknown key `landing.rol-age`")
        .contains("did you mean `landing.roll-age`?")
        .doesNotContain("Job has been submitted");
  }

  private static Path configuration(String name, String more) throws IOException {
    return Files.writeString(
        directory.resolve(name + ".yaml"),
        """
        job.name: %1$s
        parallelism: 2
        postgres:
          host: %2$s
          port: %3$d
          database: %4$s
          user: %5$s
          password: %6$s
          publication: %1$s_pub
          slot: %1$s_slot
          tables: [shop.item, shop.sale]
          chunk-size: 16 kb
        landing.uri: %7$s/landing
        checkpoint:
          uri: %7$s/checkpoints
          interval: 500 ms
        %8$s
        """
            .formatted(
                name,
                postgres.host(),
                postgres.port(),
                TestPostgres.DATABASE,
                TestPostgres.USER,
                TestPostgres.PASSWORD,
                directory,
                more));
  }

  /** Submits a job and returns its id. */
  private static String submit(String... arguments) {
    return find(JOB_ID, succeed(arguments));
  }

  private static String succeed(String... arguments) {
    Result result = cluster.flink(arguments);
    assertThat(result.exitCode()).as(() -> result.output() + cluster.tail()).isZero();
    return result.output();
  }

  private static String find(Pattern pattern, String output) {
    Matcher matcher = pattern.matcher(output);
    assertThat(matcher.find()).as(output).isTrue();
    return matcher.group(1);
  }

  private static List<String> rows(String operation, int first, int last, String name) {
    return IntStream.rangeClosed(first, last)
        .mapToObj(id -> operation + " " + id + " " + name)
        .toList();
  }

  private static void awaitLanded(String table, List<String> expected) {
    await()
        .atMost(Duration.ofMinutes(3))
        // a part in progress is renamed, a new table has no directory
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .ignoreExceptionsInstanceOf(NoSuchFileException.class)
        .untilAsserted(
            () ->
                assertThat(landed(table))
                    .as(cluster::tail)
                    .containsExactlyInAnyOrderElementsOf(expected));
  }

  /** Operation, key and name of each record in the table's visible files. */
  private static List<String> landed(String table) throws IOException {
    Path landing = directory.resolve("landing");
    List<String> records = new ArrayList<>();
    for (Path file : LiveFiles.below(landing.resolve("cdc." + table))) {
      if (visible(file)) {
        assertThat(landing.relativize(file).toString())
            .matches(
                "cdc\\.shop\\.\\w+/date=\\d{4}-\\d{2}-\\d{2}/hour=\\d{2}/part-[^/]+\\.json\\.zst");
        for (String line : lines(file)) {
          JsonNode row = JSON.readTree(line);
          records.add(
              String.join(
                  " ",
                  row.path("__op").asText(),
                  row.path("id").asText(),
                  row.path("name").asText("")));
        }
      }
    }
    return records;
  }

  private static List<String> lines(Path file) throws IOException {
    try (InputStream in =
        Decompression.open(file.getFileName().toString(), Files.newInputStream(file))) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    }
  }

  private static boolean visible(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file) && !name.startsWith(".") && !name.startsWith("_");
  }

  private static Path artefact(String property, String fallback) {
    return Path.of(System.getProperty(property, fallback)).toAbsolutePath();
  }
}
