package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.audit.AuditedSchema;
import com.cdc.event.TableId;
import com.cdc.postgres.Preflight;
import com.cdc.source.ResnapshotRequest;
import com.cdc.testing.Landing;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot shows the tables as of its point, or it shows nothing. */
class SnapshotExactnessITCase {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final int ROWS = 100;

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir Path directory;
  private Landing landing;

  @BeforeEach
  void landing() {
    landing = new Landing(directory.resolve("landing"));
  }

  @AfterEach
  void putTheRoleUnderRowSecurity() {
    postgres.execute("ALTER ROLE " + TestPostgres.USER + " NOBYPASSRLS");
  }

  @Test
  void aSnapshotWaitsForATruncateUnderWay() throws Exception {
    AuditedSchema schema = schema("cut");
    TableId table = schema.config().tables().get(0);
    try (Connection writing = postgres.connect();
        Statement statement = writing.createStatement()) {
      writing.setAutoCommit(false);
      statement.execute("TRUNCATE cut.t");
      statement.execute("INSERT INTO cut.t VALUES (1000, 'the only one')");
      try (LocalPipeline pipeline = LocalPipeline.start(schema.config(), directory)) {
        awaitWaitingSnapshot();
        writing.commit();
        pipeline.awaitRecords(table, 1, record -> record.contains("\"__op\":\"r\""));
        pipeline.awaitRecords(table, 1, record -> record.contains("\"__op\":\"c\""));
        pipeline.stop();
      }
    }
    assertThat(reads(table)).isEqualTo(1);
    assertThat(schema.faults(landing)).isEmpty();
    assertThat(schema.foldFaults(landing)).isEmpty();
  }

  @Test
  void aRoleUnderRowSecurityIsRefusedByNameOfTableAndRole() {
    AuditedSchema schema = schema("refused");
    hideHalf("refused.t");

    assertThat(Preflight.check(schema.config()))
        .singleElement()
        .asString()
        .contains("Row-level security of table `refused.t`", "would hide rows from user `cdc`")
        .contains("ALTER ROLE \"cdc\" WITH BYPASSRLS;");
  }

  @Test
  void aRoleThatBypassesRowSecurityReadsAllRows() throws Exception {
    AuditedSchema schema = schema("bypassed");
    TableId table = schema.config().tables().get(0);
    hideHalf("bypassed.t");
    postgres.execute("ALTER ROLE " + TestPostgres.USER + " BYPASSRLS");

    assertThat(Preflight.check(schema.config())).isEmpty();
    try (LocalPipeline pipeline = LocalPipeline.start(schema.config(), directory)) {
      pipeline.awaitRecords(table, ROWS, record -> true);
      pipeline.stop();
    }
    assertThat(schema.faults(landing)).isEmpty();
    assertThat(schema.foldFaults(landing)).isEmpty();
  }

  @Test
  void rowSecurityThatComesLaterKeepsASnapshotFromLandingUntilTheRoleBypassesIt() throws Exception {
    AuditedSchema schema = schema("later");
    TableId table = schema.config().tables().get(0);
    try (LocalPipeline pipeline = LocalPipeline.start(schema.config(), directory)) {
      pipeline.awaitRecords(table, ROWS, record -> true);
      hideHalf("later.t");
      ResnapshotRequest.send(schema.config(), table);
      postgres.execute("INSERT INTO later.t VALUES (1000, 'streamed meanwhile')");
      pipeline.awaitRecords(table, 1, record -> record.contains("\"id\":1000"));
      assertThat(reads(table)).isEqualTo(ROWS);

      postgres.execute("ALTER ROLE " + TestPostgres.USER + " BYPASSRLS");
      pipeline.awaitRecords(table, 2 * ROWS + 1, record -> record.contains("\"__op\":\"r\""));
      pipeline.stop();
    }
    assertThat(reads(table)).isEqualTo(2 * ROWS + 1);
    assertThat(schema.faults(landing)).isEmpty();
  }

  /** A table of rows that no change is written down of, and the job's slot. */
  private AuditedSchema schema(String name) {
    AuditedSchema schema = AuditedSchema.create(postgres, name);
    schema.create("t", ROWS);
    postgres.query("SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(name));
    return schema;
  }

  private static void awaitWaitingSnapshot() {
    await()
        .atMost(SOON)
        .until(
            () ->
                !postgres
                    .query(
                        "SELECT count(*) FROM pg_stat_activity"
                            + " WHERE usename = '"
                            + TestPostgres.USER
                            + "' AND wait_event_type = 'Lock'")
                    .equals("0"));
  }

  private static void hideHalf(String table) {
    postgres.execute(
        "ALTER TABLE " + table + " ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY half ON " + table + " USING (id % 2 = 0)");
  }

  private long reads(TableId table) {
    return landing.records(table).stream().filter(r -> r.contains("\"__op\":\"r\"")).count();
  }
}
