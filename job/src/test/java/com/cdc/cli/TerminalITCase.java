package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.cdc.event.TableId;
import com.cdc.terminal.Screen;
import com.cdc.testing.CdcProcess;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What {@code cdc run} shows on a terminal, and that it does not elsewhere. */
@EnabledOnOs(OS.LINUX) // elsewhere `script` has other options
class TerminalITCase {

  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String ESCAPE = "\u001b";

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private Path directory;

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aTerminalShowsBarsBelowTheLogAndIsLeftClean() {
    assumeThat(CdcProcess.hasTerminals()).as("script of util-linux").isTrue();
    // longer than the second after which the bar is drawn
    Map<String, String> environment = table("watched", 1_000_000);
    environment.put("PG_CHUNK_SIZE", "64 kb");

    try (CdcProcess cdc = CdcProcess.startOnTerminal(directory, environment, "run")) {
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(cdc.stdout())
                      .containsPattern("\\[#+\\.+] +\\d+ %  public.watched  [\\d,]+ of about")
                      .containsPattern("landed, lag \\d+ s"));
      cdc.terminateOnTerminal();
      assertThat(cdc.awaitExit(SOON)).as(cdc.stdout()).isZero();

      List<String> screen = Screen.after(cdc.stdout());
      assertThat(screen)
          .as("the bars have gone")
          .noneMatch(line -> line.contains("rows read"))
          .anyMatch(line -> line.startsWith("Running. Web interface: "))
          .anyMatch(line -> line.contains("Stopping signal=TERM"));
      assertThat(screen)
          .filteredOn(line -> line.contains(" INFO ") || line.contains(" WARN "))
          .as("lines of the log begin at the edge")
          .hasSizeGreaterThan(3)
          .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z (INFO |WARN ) .*"));
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void askedNotToItShowsNone() {
    assumeThat(CdcProcess.hasTerminals()).as("script of util-linux").isTrue();
    Map<String, String> environment = table("quiet", 10);

    try (CdcProcess cdc =
        CdcProcess.startOnTerminal(directory, environment, "run", "--no-progress")) {
      await().atMost(SOON).until(() -> cdc.stdout().contains("Running checkpoint_age_seconds="));

      assertThat(cdc.stdout()).doesNotContain(ESCAPE, "rows read");
      cdc.terminateOnTerminal();
      assertThat(cdc.awaitExit(SOON)).as(cdc.stdout()).isZero();
    }
  }

  @Test
  void withoutATerminalThereAreLinesOfTheLogOnly() {
    Map<String, String> environment = table("plain", 10);

    try (CdcProcess cdc = CdcProcess.start(directory, environment, "run")) {
      await().atMost(SOON).until(() -> cdc.stderr().contains("Running checkpoint_age_seconds="));

      assertThat(cdc.stdout() + cdc.stderr()).doesNotContain(ESCAPE, "rows read");
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void theDemoShowsABarAndKeepsItsLogToItself() {
    assumeThat(CdcProcess.hasTerminals()).as("script of util-linux").isTrue();

    try (CdcProcess cdc =
        CdcProcess.startOnTerminal(
            directory, Map.of("TERM", "xterm"), "demo", "--rows", "100", "--port", "0")) {
      assertThat(cdc.awaitExit(SOON)).as(cdc.stdout()).isZero();

      assertThat(cdc.stdout()).containsPattern("\\[#*\\.*] +\\d+ % .* rows landed");
      assertThat(Screen.after(cdc.stdout()))
          .noneMatch(line -> line.contains("rows landed"))
          .noneMatch(line -> line.contains(" INFO "))
          .anyMatch(line -> line.contains("\"verified\":true"));
    }
  }

  private Map<String, String> table(String name, int rows) {
    postgres.execute(
        "CREATE TABLE " + name + " (id int PRIMARY KEY)",
        "INSERT INTO " + name + " SELECT generate_series(1, " + rows + ")",
        "ANALYZE " + name,
        "CREATE PUBLICATION " + name + " FOR TABLE " + name);
    Map<String, String> environment =
        RunEnvironment.of(postgres, new TableId("public", name), name, name, directory);
    environment.put("TERM", "xterm");
    return environment;
  }
}
