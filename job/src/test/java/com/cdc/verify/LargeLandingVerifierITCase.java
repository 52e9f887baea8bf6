package com.cdc.verify;

import static com.cdc.verify.LandingFixture.line;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.cli.Main;
import com.cdc.event.TableId;
import com.cdc.testing.TestPostgres;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM whose heap does not hold the table. */
class LargeLandingVerifierITCase {

  private static final int ROWS = 200_000;

  @Test
  void aTableThatIsLargerThanTheHeapIsCompared(@TempDir Path directory) throws Exception {
    Path landing = Files.createDirectory(directory.resolve("landing"));
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    try (TestPostgres postgres = TestPostgres.startNew()) {
      postgres.execute(
          "CREATE TABLE public.wide (id int PRIMARY KEY, text text)",
          "INSERT INTO public.wide SELECT i, repeat(i::text, 40) FROM generate_series(1, %d) i"
              .formatted(ROWS));
      write(new LandingFixture(landing, new TableId("public", "wide")).file("part-0.json"));

      Path out = directory.resolve("out");
      ProcessBuilder verify =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx48m",
                  "-Djava.io.tmpdir=" + temporary,
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  "verify")
              .redirectErrorStream(true)
              .redirectOutput(out.toFile());
      verify.environment().putAll(environment(postgres, landing));

      int exitCode = verify.start().waitFor();

      assertThat(out)
          .content()
          .contains("public.wide: 200,000 rows, equal; 200,000 records landed, none twice");
      assertThat(exitCode).isZero();
      assertThat(temporary).isEmptyDirectory();
    }
  }

  private static void write(Path part) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(part)) {
      for (int i = 1; i <= ROWS; i++) {
        String text = Integer.toString(i).repeat(40);
        out.write(line('r', 10, 0, "\"id\":%d,\"text\":\"%s\"".formatted(i, text)));
        out.write('\n');
      }
    }
  }

  private static Map<String, String> environment(TestPostgres postgres, Path landing) {
    return Map.of(
        "PG_HOST",
        postgres.host(),
        "PG_PORT",
        Integer.toString(postgres.port()),
        "PG_DATABASE",
        TestPostgres.DATABASE,
        "PG_USER",
        TestPostgres.ADMIN,
        "PG_PASSWORD",
        "any",
        "TABLE_INCLUDE",
        "public.wide",
        "LANDING_URI",
        "file:" + landing,
        "CHECKPOINT_URI",
        "file:" + landing.resolveSibling("checkpoints"));
  }
}
