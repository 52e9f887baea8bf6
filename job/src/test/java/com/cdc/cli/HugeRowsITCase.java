package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.event.TableId;
import com.cdc.testing.CdcProcess;
import com.cdc.testing.Landing;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are large for the heap they pass through land whole, or stop the job and are named. */
@EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
class HugeRowsITCase {

  @RegisterExtension static final TestPostgres postgres = TestPostgres.startNew();

  private static final Duration SOON = Duration.ofMinutes(2);
  private static final TableId TABLE = new TableId("public", "doc");

  @TempDir private Path directory;

  @Test
  void rowsUpToTheDefaultLimitLandWholeFromASmallHeap() throws Exception {
    // an eighth of 256 MB less 48 MB and a survivor space
    int limit = 26_100_000;
    table();
    for (int id = 1; id <= 3; id++) {
      insertText(id, limit - 100 - (3 - id) * 2_000_000);
    }
    insertBytes(4, (limit - 100) / 2);
    insertBytes(5, (limit - 100) / 2);
    Map<String, String> environment = environment("-Xmx256m");

    try (CdcProcess cdc = CdcProcess.start(directory, environment, "run")) {
      awaitRows(cdc, 5);
      insertText(11, limit / 2);
      insertText(12, limit - 4_000_000);
      insertText(13, limit - 100);
      insertBytes(14, (limit - 100) / 2);
      insertText(15, limit - 100);
      insertText(16, limit - 100);
      postgres.execute(
          "UPDATE doc SET body = repeat(md5('again'), length(body) / 32) WHERE id IN (13, 15, 16)");
      awaitRows(cdc, 14);
      cdc.terminate();
      assertThat(cdc.awaitExit(SOON)).as(cdc.stderr()).isZero();
    }

    assertThat(landed()).isEqualTo(expected());
  }

  @Test
  void aRowOverTheLimitStopsTheJobAndLandsOnceTheLimitIsRaised() throws Exception {
    table();
    insertText(1, 3_000_000);
    insertText(2, 4_000_000);
    Map<String, String> environment = environment("-Xmx256m");

    String snapshot = stop(limited(environment, 3_500_000));
    assertThat(snapshot)
        .contains("The snapshot of a row of table public.doc has 40000")
        .contains("more than `postgres.max-row-bytes` allows (3500000). Key: id = 2. As of LSN ");
    assertThat(lines()).isZero();

    String stream;
    try (CdcProcess cdc = CdcProcess.start(directory, limited(environment, 5_000_000), "run")) {
      awaitRows(cdc, 2);
      postgres.execute(
          "BEGIN; INSERT INTO doc VALUES (3, 'beside');"
              + " UPDATE doc SET body = repeat(md5('2'), 200000) WHERE id = 2; COMMIT");
      assertThat(cdc.awaitExit(SOON)).isEqualTo(1);
      stream = cdc.stderr();
    }
    assertThat(stream)
        .contains("An update of a row of table public.doc has 64000")
        .contains("more than `postgres.max-row-bytes` allows (5000000). Key: id = 2. LSN ");
    assertThat(stop(limited(environment, 5_000_000))).contains("Key: id = 2. LSN ");

    try (CdcProcess cdc = CdcProcess.start(directory, limited(environment, 7_000_000), "run")) {
      awaitRows(cdc, 4);
      cdc.terminate();
      assertThat(cdc.awaitExit(SOON)).as(cdc.stderr()).isZero();
    }
    assertThat(lines()).isEqualTo(4);
    assertThat(landed()).isEqualTo(expected());
  }

  @Test
  void textsOfHundredsOfMegabytesLandWhole() throws Exception {
    table();
    insertText(1, 300_000_000);
    Map<String, String> environment = environment("-Xmx4g");

    try (CdcProcess cdc = CdcProcess.start(directory, environment, "run")) {
      awaitRows(cdc, 1);
      insertText(2, 300_000_000);
      insertBytes(3, 150_000_000);
      awaitRows(cdc, 3);
      cdc.terminate();
      assertThat(cdc.awaitExit(SOON)).as(cdc.stderr()).isZero();
    }

    assertThat(landed()).isEqualTo(expected());
  }

  @Test
  void aValueThatPostgresItselfCannotSendIsNamedAsThat() throws Exception {
    table();
    insertText(1, 1_000);
    // hexadecimal digits take twice its bytes, and PostgreSQL has no room for over a gigabyte
    String unprintable =
        "INSERT INTO doc VALUES (%d, NULL, convert_to(repeat('x', 600000000), 'UTF8'))";
    Map<String, String> environment = environment("-Xmx512m");
    String stream;
    try (CdcProcess cdc = CdcProcess.start(directory, environment, "run")) {
      awaitRows(cdc, 1);
      postgres.execute(unprintable.formatted(2));
      assertThat(cdc.awaitExit(SOON)).isEqualTo(1);
      stream = cdc.stderr();
    }
    assertThat(stream)
        .containsPattern(
            "PostgreSQL itself cannot send a row of replication slot `doc`, in the transaction"
                + " that commits at LSN [0-9A-F/]+, after 0 row messages of it\\. It says:"
                + " invalid memory alloc request size 12000000\\d\\d \\(slot \"doc\", output plugin"
                + " \"pgoutput\", in the change callback, associated LSN [0-9A-F/]+\\); SQLSTATE"
                + " XX000\\.")
        .contains("start with `postgres.on-lost-slot: resnapshot`");

    postgres.execute("SELECT pg_drop_replication_slot('doc')");
    environment.put("PG_ON_LOST_SLOT", "resnapshot");
    assertThat(stop(environment))
        .containsPattern(
            "PostgreSQL itself cannot send a row of table public.doc for its snapshot, as of LSN"
                + " [0-9A-F/]+\\. It says: invalid memory alloc request size 12000000\\d\\d;"
                + " SQLSTATE XX000\\.");
  }

  /** Runs to the end, which is a failure, and returns what was said. */
  private String stop(Map<String, String> environment) {
    try (CdcProcess cdc = CdcProcess.start(directory, environment, "run")) {
      assertThat(cdc.awaitExit(SOON)).isEqualTo(1);
      return cdc.stderr();
    }
  }

  private static Map<String, String> limited(Map<String, String> environment, int bytes) {
    environment.put("PG_MAX_ROW_BYTES", bytes + "b");
    return environment;
  }

  private static void table() {
    dropSlot();
    postgres.execute(
        "DROP TABLE IF EXISTS doc",
        "DROP PUBLICATION IF EXISTS doc",
        "CREATE TABLE doc (id int PRIMARY KEY, body text, data bytea)",
        "ALTER TABLE doc ALTER body SET STORAGE EXTERNAL, ALTER data SET STORAGE EXTERNAL",
        "CREATE PUBLICATION doc FOR TABLE doc");
  }

  private static void dropSlot() {
    postgres.query("SELECT count(pg_drop_replication_slot(slot_name)) FROM pg_replication_slots");
  }

  private static void insertText(int id, int bytes) {
    postgres.execute(
        "INSERT INTO doc VALUES (%d, repeat(md5('%1$d'), %d))".formatted(id, bytes / 32));
  }

  private static void insertBytes(int id, int bytes) {
    postgres.execute(
        "INSERT INTO doc VALUES (%d, NULL, decode(repeat(md5('%1$d'), %d), 'hex'))"
            .formatted(id, bytes / 16));
  }

  private Map<String, String> environment(String heap) {
    Map<String, String> environment = RunEnvironment.of(postgres, TABLE, "doc", "doc", directory);
    environment.put(
        "CDC_JAVA_OPTS",
        heap + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.io.tmpdir=" + directory);
    return environment;
  }

  private void awaitRows(CdcProcess cdc, int count) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(500)) // each look reads all that landed
        .until(
            () -> {
              assertThat(cdc.isAlive()).as(cdc.stderr()).isTrue();
              return lines() >= count;
            });
  }

  private int lines() throws IOException {
    int lines = 0;
    for (Path part : new Landing(directory.resolve("landing")).parts(TABLE)) {
      lines += HugeLines.count(part);
    }
    return lines;
  }

  private static Map<Integer, String> expected() {
    Map<Integer, String> expected = new TreeMap<>();
    for (String row :
        postgres
            .query("SELECT string_agg(concat_ws(' ', id, md5(body), md5(data)), ',') FROM doc")
            .split(",")) {
      String[] parts = row.split(" ");
      expected.put(Integer.valueOf(parts[0]), parts[1]);
    }
    return expected;
  }

  /** The digest of each row's value as the landing folds to it. */
  private Map<Integer, String> landed() throws Exception {
    Map<Integer, HugeLines.Value> values = new TreeMap<>();
    for (Path part : new Landing(directory.resolve("landing")).parts(TABLE)) {
      HugeLines.digest(part, values);
    }
    Map<Integer, String> landed = new TreeMap<>();
    values.forEach((id, value) -> landed.put(id, value.digest()));
    return landed;
  }
}
