package com.cdc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.event.TableId;
import com.cdc.testing.CdcProcess;
import com.cdc.testing.Landing;
import com.cdc.testing.LiveFiles;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A table that cannot be cut into chunks is not held in memory. */
class LargeTableITCase {

  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int ROWS = 300_000;
  private static final int MEGABYTE = 1 << 20;

  @TempDir private Path directory;

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aTableWithoutAKeyLandsWholeFromAHeapThatCannotHoldItAlsoAfterAKill() throws IOException {
    try (TestPostgres postgres = TestPostgres.startNew()) {
      postgres.execute(
          "CREATE TABLE keyless (n int, filler text)",
          "INSERT INTO keyless SELECT n, repeat('x', 900) FROM generate_series(0, %d) n"
              .formatted(ROWS - 1),
          "CREATE PUBLICATION large FOR TABLE keyless");
      Map<String, String> environment = environment(postgres);
      Landing landing = new Landing(directory.resolve("landing"));
      TableId table = new TableId("public", "keyless");
      Path started = landing.directory().resolve(table.directory());

      try (CdcProcess killed = CdcProcess.start(directory, environment, "run")) {
        await().atMost(SOON).until(() -> bytesBelow(started) > 50 * MEGABYTE);
        killed.kill();
      }
      assertThat(landing.parts(table)).as("parts of half a chunk").isEmpty();
      try (CdcProcess whole = CdcProcess.start(directory, environment, "run")) {
        await().atMost(SOON).until(() -> !landing.parts(table).isEmpty());
        whole.terminate();
        assertThat(whole.awaitExit(SOON)).as(whole.stderr()).isZero();
      }

      BitSet seen = new BitSet(ROWS);
      for (Path part : landing.parts(table)) {
        try (Stream<String> lines = Files.lines(part, UTF_8)) {
          lines.forEach(line -> add(line, seen));
        }
      }
      assertThat(seen.cardinality()).isEqualTo(ROWS);
      assertThat(bytesBelow(started)).isGreaterThan(300 * MEGABYTE);
      try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
        assertThat(files.map(Path::toString)).noneMatch(file -> file.contains("cdc-chunk"));
      }
    }
  }

  private Map<String, String> environment(TestPostgres postgres) throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    environment.put(
        "CDC_JAVA_OPTS",
        "-Xmx200m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.io.tmpdir=" + temporary);
    environment.put("PG_HOST", postgres.host());
    environment.put("PG_PORT", String.valueOf(postgres.port()));
    environment.put("PG_DATABASE", TestPostgres.DATABASE);
    environment.put("PG_USER", TestPostgres.USER);
    environment.put("PG_PASSWORD", TestPostgres.PASSWORD);
    environment.put("PG_PUBLICATION", "large");
    environment.put("PG_SLOT", "large");
    environment.put("TABLE_INCLUDE", "public.keyless");
    environment.put("LANDING_URI", directory.resolve("landing").toString());
    environment.put("CHECKPOINT_URI", directory.resolve("checkpoints").toString());
    environment.put("CHECKPOINT_INTERVAL", "500 ms");
    environment.put("REST_PORT", "0");
    return environment;
  }

  private static void add(String line, BitSet seen) {
    int row = Integer.parseInt(line, "{\"n\":".length(), line.indexOf(','), 10);
    assertThat(seen.get(row)).as("row %d a second time", row).isFalse();
    seen.set(row);
  }

  /** Also of files that readers do not see yet. */
  private static long bytesBelow(Path directory) {
    return LiveFiles.below(directory).stream().mapToLong(LargeTableITCase::size).sum();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0; // it was renamed meanwhile
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
