package com.cdc.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.cdc.finding.FindingReference;
import com.cdc.finding.Kind;
import com.cdc.testing.PostgresVersions;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * scripts/setup_postgres.sql and docs/reference/doctor.md, which are generated, and the script run.
 */
class SetupScriptTest {

  private static final Path SCRIPT = checkout().resolve("scripts/setup_postgres.sql");
  private static final Path PAGE = checkout().resolve("docs/reference/doctor.md");
  private static final String UPDATE =
      "Regenerate it:%n  mvn -pl job -am test -Dtest=SetupScriptTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dcdc.docs.update=true%n";

  private static final Ward WARD = new Ward();

  @AfterAll
  static void close() {
    WARD.close();
  }

  @Test
  void scriptIsWhatTheProgramPrints() throws IOException {
    assertCurrent(SCRIPT, SetupScript.template());
  }

  @Test
  void pageIsWhatTheKindsSay() throws IOException {
    assertCurrent(PAGE, FindingReference.markdown());
    for (Kind kind : Kind.values()) {
      assertThat(FindingReference.markdown()).contains("| `" + kind.id() + "` | ");
    }
  }

  private static void assertCurrent(Path file, String content) throws IOException {
    if (Boolean.getBoolean("cdc.docs.update")) {
      Files.writeString(file, content);
    }
    assertThat(file).as("%s has drifted. " + UPDATE, file.getFileName()).hasContent(content);
  }

  @PostgresVersions
  void psqlRunsTheScriptAsItsHeadSays(int major) throws Exception {
    assumeThat(psql()).as("psql on the PATH").isTrue();
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE SCHEMA \"Shop\"",
        "CREATE TABLE \"Shop\".\"Order Lines\" (id int PRIMARY KEY)",
        "CREATE TABLE \"Shop\".loose (id int)");
    String tables = "{\"\\\"Shop\\\".\\\"Order Lines\\\"\",\"\\\"Shop\\\".loose\"}";

    for (int run = 0; run < 2; run++) { // it may be run again
      String output =
          psql(
              server,
              "-v",
              "role=by psql",
              "-v",
              "publication=by_psql",
              "-v",
              "tables=" + tables,
              "-f",
              SCRIPT.toString());
      assertThat(output)
          .contains("Table \"Shop\".loose has no replica identity")
          .contains("ALTER TABLE \"Shop\".loose REPLICA IDENTITY FULL;");
    }

    assertThat(
            server.query(
                "SELECT string_agg(schemaname || '.' || tablename, ', ' ORDER BY tablename)"
                    + " FROM pg_publication_tables WHERE pubname = 'by_psql'"))
        .isEqualTo("Shop.Order Lines, Shop.loose");
    assertThat(
            server.query(
                "SELECT rolcanlogin AND rolreplication AND NOT rolsuper AND NOT rolbypassrls"
                    + " AND has_table_privilege(oid, '\"Shop\".\"Order Lines\"', 'SELECT')"
                    + " AND has_schema_privilege(oid, 'Shop', 'USAGE')"
                    + " FROM pg_roles WHERE rolname = 'by psql'"))
        .isEqualTo("t");
  }

  @PostgresVersions
  void publicationThatIsThereGetsWhatItLacks(int major) {
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE old (id int PRIMARY KEY)",
        "CREATE TABLE rooted (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE PUBLICATION there FOR TABLE old WITH (publish = 'insert')");

    server.execute(
        SetupScript.template()
            .replace(":'role'", "'cdc'")
            .replace(":'publication'", "'there'")
            .replace(":'tables'", "'{old,rooted}'"));

    assertThat(Ward.findings(Ward.config(server, "there", "old", "rooted"))).isEmpty();
  }

  private static String psql(TestPostgres server, String... arguments)
      throws IOException, InterruptedException {
    String[] base = {
      "psql",
      "-X",
      "-v",
      "ON_ERROR_STOP=1",
      "-h",
      server.host(),
      "-p",
      String.valueOf(server.port()),
      "-U",
      TestPostgres.ADMIN,
      "-d",
      TestPostgres.DATABASE
    };
    Process process =
        new ProcessBuilder(
                Stream.concat(Stream.of(base), Stream.of(arguments)).toArray(String[]::new))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static boolean psql() throws InterruptedException {
    try {
      return new ProcessBuilder("psql", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Path checkout() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("config/pipeline.example.yaml"))) {
      directory = directory.getParent();
    }
    return directory;
  }
}
