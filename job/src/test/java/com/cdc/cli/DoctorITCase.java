package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.TableId;
import com.cdc.testing.CdcProcess;
import com.cdc.testing.TestPostgres;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code doctor} and {@code setup} as programs: output, exit codes, nothing left. */
class DoctorITCase {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final TableId ITEM = new TableId("shop", "item");

  @RegisterExtension
  private static final TestPostgres postgres =
      TestPostgres.startNew(Map.of("max_slot_wal_keep_size", "10GB"));

  @TempDir private Path directory;

  /** How a run of the program ended. */
  private record Ended(int exit, String stdout, String stderr) {}

  @BeforeAll
  static void makeTable() {
    postgres.execute(
        "CREATE SCHEMA shop",
        "CREATE TABLE shop.item (id int PRIMARY KEY, note text)",
        "CREATE PUBLICATION sound FOR TABLE shop.item",
        "CREATE PUBLICATION partly FOR TABLE shop.item WITH (publish = 'insert, update, delete')");
  }

  @Test
  void soundSetUpHasNoFindings() {
    Ended ended = run(environment("sound"), "doctor");

    assertThat(ended.exit()).as(ended.stderr()).isZero();
    assertThat(ended.stdout())
        .startsWith("database `warehouse` at localhost:" + postgres.port() + ": PostgreSQL ")
        .contains("  shop.item: rows unknown, ", "; key id; REPLICA IDENTITY DEFAULT: ")
        .contains("landing.uri: file:", "checkpoint.uri: file:")
        .endsWith("\nNo findings.\n");
    assertThat(directory.resolve("landing")).doesNotExist();
    assertThat(directory.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void criticalFindingIsPrintedForPeopleAndForMachines() throws IOException {
    Ended people = run(environment("partly"), "doctor");
    Ended machines = run(environment("partly"), "doctor", "--json");

    assertThat(people.exit()).isEqualTo(1);
    assertThat(people.stdout())
        .contains(
            "CRITICAL publication-operations\n  where  database `warehouse` at localhost:",
            "\n  what   Publication `partly` of database",
            "\n  why    These changes would be missed without a word.\n",
            "\n  fix    Run as its owner:\n           ALTER PUBLICATION \"partly\" SET (publish = ")
        .endsWith("\n1 critical.\n")
        .doesNotContain(TestPostgres.PASSWORD);
    assertThat(machines.exit()).isEqualTo(1);
    JsonNode json = new ObjectMapper().readTree(machines.stdout());
    assertThat(json.get("critical").asInt()).isEqualTo(1);
    JsonNode finding = json.get("findings").get(0);
    assertThat(finding.get("kind").asText()).isEqualTo("publication-operations");
    assertThat(finding.get("fix").get("sql").get(0).asText())
        .isEqualTo(
            "ALTER PUBLICATION \"partly\" SET (publish = 'insert, update, delete, truncate');");
    assertThat(json.get("tables").get(0).get("table").asText()).isEqualTo("shop.item");
  }

  @Test
  void jobThatCannotStartSaysTheSame() {
    Ended ended = run(environment("partly"), "run");

    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.stderr())
        .contains(
            "does not send every kind of change; missing: truncate. Run as its owner: ALTER"
                + " PUBLICATION \"partly\" SET (publish = 'insert, update, delete, truncate');");
  }

  @Test
  void whatCannotBeLookedAtIsNoVerdict() {
    Map<String, String> nobody = environment("sound");
    nobody.put("PG_PORT", "1");
    Map<String, String> wrong = environment("sound");
    wrong.put("PG_PORT", "many");

    Ended unreachable = run(nobody, "doctor");
    Ended misconfigured = run(wrong, "doctor");

    assertThat(unreachable.exit()).isEqualTo(2);
    assertThat(unreachable.stdout())
        .contains("UNCHECKED database-not-reached", "Nothing accepts connections at localhost:1.")
        .endsWith("\n1 unchecked.\n");
    assertThat(misconfigured.exit()).isEqualTo(2);
    assertThat(misconfigured.stderr()).startsWith("error: 1 configuration problem:");
  }

  @Test
  void storeThatCannotBeWrittenToIsCritical() throws IOException {
    Map<String, String> environment = environment("sound");
    environment.put("LANDING_URI", Files.writeString(directory.resolve("file"), "x") + "/landing");

    Ended ended = run(environment, "doctor");

    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.stdout())
        .contains("CRITICAL storage-write\n  where  `landing.uri` file:", "Cannot write to");
  }

  @Test
  void setupPrintsSqlThatRunsAndChangesNothing() {
    Map<String, String> environment = environment("made");
    environment.put("PG_USER", "made");

    Ended ended = run(environment, "setup");

    assertThat(ended.exit()).as(ended.stderr()).isZero();
    assertThat(postgres.query("SELECT count(*) FROM pg_roles WHERE rolname = 'made'"))
        .isEqualTo("0");
    postgres.execute(ended.stdout(), "ALTER ROLE made PASSWORD '" + TestPostgres.PASSWORD + "'");
    assertThat(run(environment, "doctor").stdout()).endsWith("\nNo findings.\n");
  }

  private Map<String, String> environment(String publication) {
    return RunEnvironment.of(postgres, ITEM, publication, "doctor_slot", directory);
  }

  private Ended run(Map<String, String> environment, String... arguments) {
    try (CdcProcess cdc = CdcProcess.start(directory, environment, arguments)) {
      return new Ended(cdc.awaitExit(SOON), cdc.stdout(), cdc.stderr());
    }
  }
}
