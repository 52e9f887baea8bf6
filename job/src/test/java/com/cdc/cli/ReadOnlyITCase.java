package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a container does, without one: a user without a name and without rights, and one directory
 * that can be written. Needs root, to take all of that away.
 */
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
class ReadOnlyITCase {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final String NOBODY = "54321";

  // in a mount namespace of its own: everything as it is but read-only, except for $1
  private static final String CONFINED =
      """
      set -eu
      mount --bind "$1" "$1"
      awk '{ print $5 }' /proc/self/mountinfo | while read -r mount; do
        [ "$mount" = "$1" ] || mount -o remount,bind,ro "$mount" 2>/dev/null || true
      done
      shift
      if touch /var/tmp/writable 2>/dev/null; then echo 'The file system can be written' >&2; exit 3; fi
      exec setpriv --reuid=%1$s --regid=%1$s --clear-groups --bounding-set=-all --inh-caps=-all \
        --no-new-privs "$@"
      """
          .formatted(NOBODY);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private Path directory;

  @Test
  void itRunsWithoutNameRightsAndAnythingToWriteButItsState() throws Exception {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    assumeThat(Path.of("/usr/bin/setpriv")).exists();
    AuditedTable table = AuditedTable.create(postgres, "confined", 50_000);
    Path state = Files.createDirectory(directory.resolve("state"));
    Path temporary = Files.createDirectory(state.resolve("tmp"));
    run("chown", "-R", NOBODY, state.toString());
    run("chmod", "a+x", directory.toString());
    Map<String, String> environment = RunEnvironment.of(postgres, table, state);
    environment.put("PG_CHUNK_SIZE", "8 mb"); // more than waits in memory

    Process cdc = start(state, temporary, environment);
    try {
      String landing = environment.get("LANDING_URI");
      await()
          .atMost(SOON)
          .until(
              () -> {
                assertThat(cdc.isAlive()).as(output()).isTrue();
                return table.landedReads(landing) == 50_000;
              });
      cdc.destroy();
      assertThat(cdc.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(cdc.exitValue()).as(output()).isZero();
    } finally {
      cdc.destroyForcibly();
    }
  }

  private Process start(Path state, Path temporary, Map<String, String> environment)
      throws IOException {
    Path program = Path.of(System.getProperty("cdc.distribution"), "bin", "cdc").toAbsolutePath();
    List<String> command =
        new ArrayList<>(
            List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", CONFINED, "sh"));
    command.addAll(List.of(state.toString(), program.toString(), "run"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile());
    builder.environment().keySet().retainAll(List.of("PATH", "JAVA_HOME"));
    builder.environment().put("HOME", "/nonexistent");
    builder
        .environment()
        .put("CDC_JAVA_OPTS", "-Xmx512m -XX:+UseSerialGC -Djava.io.tmpdir=" + temporary);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private String output() throws IOException {
    return Files.readString(directory.resolve("output"));
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
