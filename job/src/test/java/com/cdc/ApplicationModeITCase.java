package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.testing.ApplicationCluster;
import com.cdc.testing.LiveFiles;
import com.cdc.testing.TestPostgres;
import com.cdc.verify.LandingOnlyReport;
import com.cdc.verify.LandingProof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The job in application mode with high availability, as the Kubernetes Operator runs it. */
class ApplicationModeITCase {

  private static final Path JOB_JAR = artefact("cdc.job.jar", "target/cdc-job.jar");
  private static final Path DISTRIBUTION = artefact("cdc.distribution", "target/cdc");
  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

  @RegisterExtension static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir Path directory;

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aJobManagerThatTakesOverAfterAnUpgradeGoesOnWithItsJob() throws Exception {
    postgres.execute(
        "CREATE TABLE item (id int PRIMARY KEY)",
        "INSERT INTO item SELECT g FROM generate_series(1, 100) g",
        "CREATE PUBLICATION app_pub FOR TABLE item");
    String config = configuration().toString();

    String savepoint;
    try (ApplicationCluster first =
        ApplicationCluster.start(
            DISTRIBUTION,
            directory.resolve("first"),
            null,
            JOB_JAR.toString(),
            "--config",
            config)) {
      first.awaitRunning();
      awaitLanded(first, 100);
      replaceJobManager(first);
      first.awaitRunning();
      postgres.execute("INSERT INTO item VALUES (101)");
      awaitLanded(first, 101);
      savepoint = first.stopWithSavepoint();
    }
    postgres.execute("INSERT INTO item VALUES (102)");

    try (ApplicationCluster second =
        ApplicationCluster.start(
            DISTRIBUTION,
            directory.resolve("second"),
            savepoint,
            JOB_JAR.toString(),
            "--config",
            config)) {
      second.awaitRunning();
      awaitLanded(second, 102);
      replaceJobManager(second);
      second.awaitRunning();
      postgres.execute("INSERT INTO item VALUES (103)");
      awaitLanded(second, 103);
      assertThat(second.isAlive()).as(second::tail).isTrue();
      second.stopWithSavepoint();
    }

    LandingOnlyReport proof =
        new LandingProof("file:" + directory.resolve("landing"), directory).prove();
    assertThat(proof.isVerified()).as(proof.lines().toString()).isTrue();
  }

  /** The new one's {@code main} gets on only when the recovered job is the writer already. */
  private static void replaceJobManager(ApplicationCluster cluster) throws SQLException {
    String before = writer();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE pg_catalog.pg_publication"); // which the start-up check reads
      cluster.replaceJobManager();
      await()
          .atMost(Duration.ofMinutes(4)) // the leadership expires, then a JVM starts
          .until(ApplicationModeITCase::writer, pid -> !pid.isEmpty() && !pid.equals(before));
      connection.rollback();
    }
  }

  /** Whose session holds the writer's lock; empty if nobody's. */
  private static String writer() {
    return postgres.query(
        "SELECT coalesce(string_agg(DISTINCT pid::text, ','), '') FROM pg_locks"
            + " WHERE locktype = 'advisory' AND granted");
  }

  private Path configuration() throws IOException {
    return Files.writeString(
        directory.resolve("pipeline.yaml"),
        """
        job.name: app
        postgres:
          host: %1$s
          port: %2$d
          database: %3$s
          user: %4$s
          password: %5$s
          publication: app_pub
          slot: app_slot
          tables: [public.item]
        landing.uri: %6$s/landing
        checkpoint:
          uri: %6$s/checkpoints
          interval: 500 ms
        """
            .formatted(
                postgres.host(),
                postgres.port(),
                TestPostgres.DATABASE,
                TestPostgres.USER,
                TestPostgres.PASSWORD,
                directory));
  }

  /** Each of the rows 1 to n once. */
  private void awaitLanded(ApplicationCluster cluster, int n) {
    await()
        .atMost(Duration.ofMinutes(3))
        // a part in progress is renamed, a new table has no directory
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .ignoreExceptionsInstanceOf(NoSuchFileException.class)
        .untilAsserted(
            () ->
                assertThat(landed())
                    .as(cluster::tail)
                    .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, n).boxed().toList()));
  }

  private List<Integer> landed() throws IOException {
    List<Integer> ids = new ArrayList<>();
    for (Path file : LiveFiles.below(directory.resolve("landing/cdc.public.item"))) {
      if (isVisible(file)) {
        ID.matcher(Files.readString(file))
            .results()
            .map(MatchResult::group)
            .forEach(id -> ids.add(Integer.valueOf(id.substring("\"id\":".length()))));
      }
    }
    return ids;
  }

  private static boolean isVisible(Path path) {
    return Files.isRegularFile(path) && !path.getFileName().toString().startsWith(".");
  }

  private static Path artefact(String property, String otherwise) {
    return Path.of(System.getProperty(property, otherwise)).toAbsolutePath();
  }
}
