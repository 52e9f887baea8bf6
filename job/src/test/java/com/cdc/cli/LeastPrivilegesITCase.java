package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.event.TableId;
import com.cdc.testing.CdcProcess;
import com.cdc.testing.Landing;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that docs/reference/postgresql.md says a role needs is enough, in a database in which
 * everybody else may do nothing.
 */
class LeastPrivilegesITCase {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final TableId ITEM = new TableId("shop", "item");

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private Path directory;

  @BeforeAll
  static void makeRole() {
    postgres.execute(
        "REVOKE ALL ON DATABASE warehouse FROM PUBLIC",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "REVOKE EXECUTE ON FUNCTION"
            + " pg_catalog.pg_logical_emit_message(boolean, text, text, boolean) FROM PUBLIC",
        "CREATE SCHEMA shop",
        "CREATE SCHEMA kinds",
        "CREATE TYPE kinds.size AS ENUM ('S', 'M', 'L')",
        "CREATE TABLE shop.item (id int PRIMARY KEY, size kinds.size)",
        "INSERT INTO shop.item SELECT i, 'M' FROM generate_series(1, 100) i",
        "CREATE PUBLICATION lean_pub FOR TABLE shop.item",
        "CREATE ROLE lean LOGIN REPLICATION PASSWORD 'le4n'",
        "GRANT CONNECT ON DATABASE warehouse TO lean",
        "GRANT USAGE ON SCHEMA shop TO lean",
        "GRANT SELECT ON shop.item TO lean");
  }

  @Test
  void aRoleWithWhatTheReferenceNamesDoesEverything() {
    Map<String, String> environment = environment();
    Landing landing = new Landing(directory.resolve("landing"));

    try (CdcProcess cdc = CdcProcess.start(directory, environment, "run")) {
      await().atMost(SOON).until(() -> reads(landing) == 100);
      postgres.execute(
          "UPDATE shop.item SET size = 'L' WHERE id = 1",
          "DELETE FROM shop.item WHERE id = 2",
          "ALTER TABLE shop.item ADD COLUMN note text DEFAULT 'none'",
          "INSERT INTO shop.item VALUES (101, 'S', 'new')");
      await().atMost(SOON).until(() -> landing.records(ITEM).size() == 103);
      cdc.kill(); // the next one ends what it has left at the server
    }
    try (CdcProcess cdc = CdcProcess.start(directory, environment, "run")) {
      // of a rewrite, the rows are read anew
      postgres.execute("ALTER TABLE shop.item ALTER COLUMN id TYPE bigint");
      await().atMost(SOON).until(() -> reads(landing) == 200);

      assertThat(run(environment, "resnapshot", "--table", "shop.item"))
          .contains("permission denied for function pg_logical_emit_message")
          .contains("GRANT EXECUTE ON FUNCTION", "TO \"lean\";");
      postgres.execute(
          "GRANT EXECUTE ON FUNCTION"
              + " pg_catalog.pg_logical_emit_message(boolean, text, text, boolean) TO lean");
      assertThat(run(environment, "resnapshot", "--table", "shop.item")).isEmpty();
      await().atMost(SOON).until(() -> reads(landing) == 300);
      cdc.terminate();
      assertThat(cdc.awaitExit(SOON)).as(cdc.stderr()).isZero();
    }

    assertThat(run(environment, "verify"))
        .contains(
            "shop.item: not compared: ",
            "Run as an administrator: GRANT TEMPORARY ON DATABASE \"warehouse\" TO \"lean\"; GRANT"
                + " USAGE ON SCHEMA \"kinds\" TO \"lean\";\n");
    postgres.execute(
        "GRANT TEMPORARY ON DATABASE warehouse TO lean", "GRANT USAGE ON SCHEMA kinds TO lean");
    assertThat(run(environment, "verify")).isEmpty();
    assertThat(
            postgres.query(
                "SELECT string_agg(r::text, ' ') FROM pg_roles r WHERE pg_has_role('lean', oid,"
                    + " 'USAGE') AND rolname <> 'lean'"))
        .as("roles that it is in")
        .isNull();
  }

  private static long reads(Landing landing) {
    return landing.records(ITEM).stream().filter(line -> line.contains("\"__op\":\"r\"")).count();
  }

  private Map<String, String> environment() {
    Map<String, String> environment =
        RunEnvironment.of(postgres, ITEM, "lean_pub", "lean_slot", directory);
    environment.put("PG_USER", "lean");
    environment.put("PG_PASSWORD", "le4n");
    environment.put("PG_SCHEMA_CHECK_INTERVAL", "300 ms");
    return environment;
  }

  /** What it prints as an error; nothing if all is well. */
  private String run(Map<String, String> environment, String... arguments) {
    try (CdcProcess cdc = CdcProcess.start(directory, environment, arguments)) {
      int exit = cdc.awaitExit(SOON);
      return exit == 0 ? "" : "exit " + exit + ": " + cdc.stdout() + cdc.stderr();
    }
  }
}
