package com.cdc.types;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.PostgresConfig;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The stream does not announce that a composite type is altered. */
class CompositeAlteredITCase {

  private static final TableId TABLE = new TableId("public", "item");

  private static final RecordFormat OBJECTS =
      new RecordFormat(
          RecordFormat.Numeric.STRING,
          RecordFormat.Bytea.BASE64,
          RecordFormat.Json.STRING,
          RecordFormat.Composite.OBJECT,
          false);

  @RegisterExtension static final TestPostgres postgres = TestPostgres.startNew();

  @Test
  void valuesOfTheAlteredTypeLandAsTextUntilTheTableIsAnnouncedAgain(@TempDir Path directory)
      throws Exception {
    postgres.execute(
        "CREATE TYPE size AS (width int, note text)",
        "CREATE TABLE item (id int PRIMARY KEY, size size, sizes size[])",
        "INSERT INTO item VALUES (1, '(1,a)', '{\"(1,)\"}')",
        "CREATE PUBLICATION cdc_pub FOR TABLE item");
    PostgresConfig config = postgres.config(List.of(TABLE), "cdc_pub", "sizes");
    try (LocalPipeline pipeline =
        LocalPipeline.start(config, directory, Duration.ofMillis(500), OBJECTS)) {
      pipeline.awaitRecords(TABLE, 1, line -> line.contains("\"r\""));
      postgres.execute("INSERT INTO item VALUES (2, '(2,b)')");
      pipeline.awaitRecords(TABLE, 2, line -> true); // the type is known as of now
      postgres.execute(
          "ALTER TYPE size ADD ATTRIBUTE height int",
          "INSERT INTO item VALUES (3, '(3,c,4)', '{\"(3,,4)\"}')",
          // as many attributes as before, but the text of the last one is no number
          "ALTER TYPE size DROP ATTRIBUTE width",
          "INSERT INTO item VALUES (4, '(\"x\n\",4)')");
      pipeline.awaitRecords(TABLE, 4, line -> true);
      postgres.execute("ALTER TABLE item ADD more int", "INSERT INTO item VALUES (5, '(e,5)')");
      pipeline.awaitRecords(TABLE, 5, line -> true);
      pipeline.stop();

      assertThat(pipeline.landing().records(TABLE))
          .anyMatch(line -> line.startsWith(of(1, "{\"width\":1,\"note\":\"a\"}")))
          .anyMatch(line -> line.startsWith(of(2, "{\"width\":2,\"note\":\"b\"}")))
          .anyMatch(line -> line.startsWith(of(3, "\"(3,c,4)\",\"sizes\":[\"(3,,4)\"]")))
          .anyMatch(line -> line.startsWith(of(4, "\"(\\\"x\\n\\\",4)\"")))
          .anyMatch(line -> line.startsWith(of(5, "{\"note\":\"e\",\"height\":5}")));
    }
  }

  private static String of(int id, String size) {
    return "{\"id\":" + id + ",\"size\":" + size;
  }
}
