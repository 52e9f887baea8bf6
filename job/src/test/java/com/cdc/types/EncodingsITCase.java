package com.cdc.types;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.postgres.PostgresConnections;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.TestPostgres;
import com.cdc.verify.LandingVerifier;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Databases whose encoding is not UTF-8. */
class EncodingsITCase {

  private static final TableId TABLE = new TableId("public", "word");

  private static final String NOT_UTF8 = "convert_from('\\xe9', 'SQL_ASCII')";

  @RegisterExtension static final TestPostgres postgres = TestPostgres.startNew();

  @Test
  void latin1LandsAsUtf8(@TempDir Path directory) throws Exception {
    PostgresConfig config = database("latin", "LATIN1");
    postgres.executeIn("latin", "INSERT INTO word VALUES (1, 'é \"ß\" ÿ', ARRAY['ü'])");

    try (LocalPipeline pipeline = LocalPipeline.start(config, directory)) {
      pipeline.awaitRecords(TABLE, 1, line -> line.contains("\"r\""));
      postgres.executeIn("latin", "INSERT INTO word VALUES (2, 'Ä', ARRAY['ö'])");
      pipeline.awaitRecords(TABLE, 2, line -> true);
      pipeline.stop();

      assertThat(pipeline.landing().records(TABLE))
          .anyMatch(
              line -> line.startsWith("{\"id\":1,\"value\":\"é \\\"ß\\\" ÿ\",\"more\":[\"ü\"]"))
          .anyMatch(line -> line.startsWith("{\"id\":2,\"value\":\"Ä\",\"more\":[\"ö\"]"));
      try (Connection connection = PostgresConnections.open(config)) {
        assertThat(
                new LandingVerifier(connection, "file:" + pipeline.landing().directory())
                    .verify(TABLE)
                    .findings(5))
            .isEmpty();
      }
    }
  }

  @Test
  void inSqlAsciiWhatIsUtf8LandsAndAnyOtherChangeStops(@TempDir Path directory) throws Exception {
    PostgresConfig config = database("ascii", "SQL_ASCII");
    postgres.executeIn("ascii", "INSERT INTO word VALUES (1, 'é', ARRAY['ü'])");

    try (LocalPipeline pipeline = LocalPipeline.start(config, directory)) {
      pipeline.awaitRecords(
          TABLE, 1, line -> line.startsWith("{\"id\":1,\"value\":\"é\",\"more\":[\"ü\"]"));
      postgres.executeIn("ascii", "INSERT INTO word VALUES (2, " + NOT_UTF8 + ")");

      assertThat(pipeline.flink().terminated())
          .failsWithin(Duration.ofSeconds(60))
          .withThrowableOfType(ExecutionException.class)
          .havingRootCause()
          .withMessageMatching("A change at LSN \\S+ has text that is not valid UTF-8 .*")
          .withMessageContaining("drop slot `ascii`");
      assertThat(pipeline.landing().records(TABLE)).hasSize(1);
    }
  }

  @Test
  void inSqlAsciiASnapshotOfOtherBytesStopsAndNamesTheTable(@TempDir Path directory)
      throws Exception {
    PostgresConfig config = database("bytes", "SQL_ASCII");
    postgres.executeIn("bytes", "INSERT INTO word VALUES (2, " + NOT_UTF8 + ")");

    try (LocalPipeline pipeline = LocalPipeline.start(config, directory)) {
      assertThat(pipeline.flink().terminated())
          .failsWithin(Duration.ofSeconds(60))
          .withThrowableOfType(ExecutionException.class)
          .havingRootCause()
          .withMessageStartingWith("Table public.word has text that is not valid UTF-8");
      assertThat(pipeline.landing().records(TABLE)).isEmpty();
    }
  }

  private static PostgresConfig database(String name, String encoding) {
    postgres.execute(
        "CREATE DATABASE %s ENCODING '%s' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
            .formatted(name, encoding));
    postgres.executeIn(
        name,
        "CREATE TABLE word (id int PRIMARY KEY, value text, more text[])",
        "CREATE PUBLICATION cdc_pub FOR TABLE word");
    return postgres.config(name, List.of(TABLE), "cdc_pub", name);
  }
}
