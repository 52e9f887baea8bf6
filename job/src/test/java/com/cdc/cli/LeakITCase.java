package com.cdc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.event.TableId;
import com.cdc.testing.CdcProcess;
import com.cdc.testing.Landing;
import com.cdc.testing.Needle;
import com.cdc.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is dropped, hashed or masked is in no byte that a run leaves: landing, checkpoints, logs,
 * temporary files. Beside each protected column stands one that is not, which must be found.
 */
class LeakITCase {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final int ROWS = 30_000;
  private static final String HASH_KEY = "planted-7f3a-hash-key";

  private static final Needle PLANTED = new Needle("planted-7f3a");
  private static final Needle SHOWN = new Needle("visible-7f3a");

  private static final TableId PERSON = new TableId("leak", "person");
  private static final TableId ACCOUNT = new TableId("leak", "account");
  private static final TableId OPEN = new TableId("leak", "open_account");

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

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private Path directory;

  @Test
  void noByteThatARunLeavesShowsAProtectedValue() throws Exception {
    createTables();
    Landing landing = new Landing(directory.resolve("landing"));
    Path checkpoints = directory.resolve("checkpoints");
    Map<String, String> environment = environment();

    try (CdcProcess cdc = CdcProcess.start(directory, environment, "run")) {
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> !landing.parts(OPEN).isEmpty());
      cdc.kill();
    }
    assertThat(landing.records(OPEN)).as("killed within the snapshot").hasSizeLessThan(ROWS);
    assertThat(SHOWN.filesIn(checkpoints)).as("bounds of chunks in checkpoints").isNotEmpty();
    assertThat(PLANTED.filesIn(directory)).isEmpty();

    try (CdcProcess cdc = CdcProcess.start(directory, environment, "run")) {
      await()
          .atMost(SOON)
          .until(
              () ->
                  landing.records(OPEN).size() >= ROWS
                      && landing.records(ACCOUNT).size() >= ROWS
                      && landing.records(PERSON).size() >= ROWS);
      change();
      await()
          .atMost(SOON)
          .until(
              () -> landing.records(OPEN).stream().anyMatch(r -> r.contains("visible-7f3a-last")));
      cdc.terminate();
      assertThat(cdc.awaitExit(SOON)).as(cdc.stderr()).isZero();
      assertThat(cdc.stderr()).contains("DEBUG org.apache.flink");
    }

    List<String> people = landing.records(PERSON);
    assertThat(people).anyMatch(r -> r.contains("\"kept\":\"visible-7f3a-1\""));
    assertThat(people).anyMatch(r -> r.contains("\"__before\":") && r.contains("\"__old_key\":"));
    assertThat(people)
        .allMatch(r -> r.contains("\"masked\":\"****\""))
        .noneMatch(r -> r.contains("dropped"));
    String seventh = hash("planted-7f3a-7");
    assertThat(landing.records(ACCOUNT))
        .anyMatch(r -> r.startsWith("{\"email\":\"" + seventh + "\""))
        .anyMatch(r -> r.contains("{\\\"email\\\":\\\"" + seventh + "\\\"}"));
    assertThat(SHOWN.filesIn(landing.directory())).isNotEmpty();
    assertThat(PLANTED.filesIn(directory)).isEmpty();
  }

  /** The same look at a run without rules finds them all: it could not pass without looking. */
  @Test
  void withoutRulesTheSameLookFindsThem() throws Exception {
    postgres.execute(
        "CREATE SCHEMA bare",
        "CREATE TABLE bare.person (id int PRIMARY KEY, bytes bytea)",
        "INSERT INTO bare.person VALUES (1, 'planted-7f3a'), (2, 'xplanted-7f3a'),"
            + " (3, 'xyplanted-7f3a')",
        "CREATE PUBLICATION bare FOR TABLE bare.person");
    TableId table = new TableId("bare", "person");
    Landing landing = new Landing(directory.resolve("landing"));
    try (CdcProcess cdc =
        CdcProcess.start(
            directory, RunEnvironment.of(postgres, table, "bare", "bare", directory), "run")) {
      await().atMost(SOON).until(() -> landing.records(table).size() == 3);
    }

    for (String record : landing.records(table)) {
      Path file = Files.createDirectory(directory.resolve("r" + Math.abs(record.hashCode())));
      Files.writeString(file.resolve("record"), record);
      assertThat(PLANTED.filesIn(file)).as(record).hasSize(1);
    }
  }

  private static void createTables() {
    postgres.execute(
        "CREATE SCHEMA leak",
        """
        CREATE TABLE leak.person (id int PRIMARY KEY, kept text, dropped_text text,
          hashed_text text, masked text, dropped_json jsonb, hashed_bytes bytea, toasted text)
        """,
        "ALTER TABLE leak.person ALTER toasted SET STORAGE EXTERNAL, REPLICA IDENTITY FULL",
        """
        INSERT INTO leak.person SELECT i, 'visible-7f3a-' || i, p, p, p,
            jsonb_build_object('a', p), convert_to(p, 'UTF8'),
            CASE WHEN i < 20 THEN repeat(p, 8000) END
          FROM generate_series(1, %d) i, LATERAL (SELECT 'planted-7f3a-' || i) AS planted (p)
        """
            .formatted(ROWS),
        "CREATE TABLE leak.account (email varchar(90) PRIMARY KEY, note text, phone text)",
        "ALTER TABLE leak.account ALTER phone SET STORAGE EXTERNAL",
        "INSERT INTO leak.account SELECT 'planted-7f3a-' || i, 'n', repeat('planted-7f3a', 300)"
            + " FROM generate_series(1, %d) i WHERE i < 20".formatted(ROWS),
        "INSERT INTO leak.account SELECT 'planted-7f3a-' || i, 'n', 'planted-7f3a'"
            + " FROM generate_series(20, %d) i".formatted(ROWS),
        "CREATE TABLE leak.open_account (email varchar(90) PRIMARY KEY, note text)",
        "INSERT INTO leak.open_account SELECT 'visible-7f3a-' || i, repeat('n', 400)"
            + " FROM generate_series(1, %d) i".formatted(ROWS),
        "ANALYZE",
        "CREATE PUBLICATION leak FOR TABLE leak.person, leak.account, leak.open_account");
  }

  private static void change() {
    postgres.execute(
        "UPDATE leak.person SET kept = 'visible-7f3a' WHERE id = 1",
        "UPDATE leak.person SET hashed_text = 'planted-7f3a', dropped_text = 'planted-7f3a',"
            + " toasted = repeat('planted-7f3a', 9000) WHERE id = 2",
        "UPDATE leak.person SET id = -3 WHERE id = 3",
        "INSERT INTO leak.person SELECT 0, kept, dropped_text, hashed_text, masked, dropped_json,"
            + " hashed_bytes, toasted FROM leak.person WHERE id = 4",
        "DELETE FROM leak.person WHERE id = 5",
        "UPDATE leak.account SET note = 'm' WHERE email = 'planted-7f3a-6'",
        "UPDATE leak.account SET email = 'planted-7f3a-moved' WHERE email = 'planted-7f3a-7'",
        "INSERT INTO leak.account VALUES ('planted-7f3a-new', 'n', 'planted-7f3a')",
        "DELETE FROM leak.account WHERE email = 'planted-7f3a-8'",
        "INSERT INTO leak.open_account VALUES ('visible-7f3a-last', 'n')");
  }

  private Map<String, String> environment() throws Exception {
    Map<String, String> environment =
        RunEnvironment.of(postgres, PERSON, "leak", "leak", directory);
    environment.put("TABLE_INCLUDE", "leak.open_account,leak.person,leak.account");
    environment.put("PG_DROP_COLUMNS", "leak.person.dropped_text,leak.person.dropped_json");
    environment.put("PG_MASK_COLUMNS", "leak.person.masked");
    environment.put(
        "PG_HASH_COLUMNS",
        "leak.person.hashed_text,leak.person.hashed_bytes,leak.person.toasted,"
            + "leak.account.email,leak.account.phone");
    environment.put("PG_HASH_KEY", HASH_KEY);
    environment.put("PG_CHUNK_SIZE", "256 kb");
    environment.put("RECORD_BEFORE", "true");
    environment.put("CHECKPOINT_INTERVAL", "200 ms");
    environment.put(
        "CDC_LOG_CONFIG",
        Files.writeString(directory.resolve("log4j2.properties"), LOG_EVERYTHING).toString());
    return environment;
  }

  private static String hash(String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(HASH_KEY.getBytes(UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
  }
}
