package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.audit.AuditedSchema;
import com.cdc.event.TableId;
import com.cdc.source.ResnapshotRequest;
import com.cdc.testing.Landing;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What rewrites or locks a table neither spoils its snapshot nor suffers from it. */
class SnapshotBesideDdlITCase {

  private static final Duration SOON = Duration.ofMinutes(3);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir Path directory;
  private Landing landing;

  @BeforeEach
  void landing() {
    landing = new Landing(directory.resolve("landing"));
  }

  @Test
  void aTruncateWhileTheSnapshotWaitsSucceedsAndTheSnapshotIsExact() throws Exception {
    assertExactBeside("truncated", "TRUNCATE truncated.t");
  }

  @Test
  void aRewriteWhileTheSnapshotWaitsSucceedsAndTheSnapshotIsExact() throws Exception {
    assertExactBeside("rewritten", "ALTER TABLE rewritten.t ALTER id TYPE bigint");
  }

  @Test
  void aTransactionThatTheSnapshotWaitsForMayTruncateTheTable() throws Exception {
    AuditedSchema schema = schema("same", 100);
    try (Connection writing = postgres.connect();
        Statement statement = writing.createStatement()) {
      writing.setAutoCommit(false);
      statement.execute("INSERT INTO same.other VALUES (1)");
      try (LocalPipeline pipeline = LocalPipeline.start(schema.config(), directory)) {
        awaitWaitingSnapshot();
        statement.execute("TRUNCATE same.t");
        writing.commit();
        awaitStreamed(pipeline, schema);
        pipeline.stop();
      }
    }
    assertExact(schema);
  }

  @Test
  void aTruncateDuringARequestedSnapshotOfManyChunksIsHeldUpForSecondsOnly() throws Exception {
    AuditedSchema schema = schema("chunks", 5000);
    TableId table = schema.config().tables().get(0);
    try (LocalPipeline pipeline =
        LocalPipeline.start(schema.config().withChunkSize(MemorySize.parse("2kb")), directory)) {
      pipeline.awaitRecords(table, 5000, record -> true);
      ResnapshotRequest.send(schema.config(), table);
      pipeline.awaitRecords(table, 5001, record -> true);

      CompletableFuture<Void> truncated =
          CompletableFuture.runAsync(
              () -> postgres.execute("SET lock_timeout = '40s'; TRUNCATE chunks.t"));
      assertThat(truncated).succeedsWithin(SOON);
      awaitStreamed(pipeline, schema);
      pipeline.stop();
    }
    assertExact(schema);
  }

  /** The statement is sent while the snapshot waits for another transaction. */
  private void assertExactBeside(String name, String ddl) throws Exception {
    AuditedSchema schema = schema(name, 100);
    try (Connection writing = postgres.connect()) {
      writing.setAutoCommit(false);
      writing.createStatement().execute("INSERT INTO " + name + ".other VALUES (1)");
      try (LocalPipeline pipeline = LocalPipeline.start(schema.config(), directory)) {
        awaitWaitingSnapshot();
        CompletableFuture<Void> changed = CompletableFuture.runAsync(() -> postgres.execute(ddl));
        await().atMost(SOON).until(() -> changed.isDone() || isWaiting("AccessExclusiveLock"));
        writing.commit();
        assertThat(changed).succeedsWithin(SOON);
        awaitStreamed(pipeline, schema);
        pipeline.stop();
      }
    }
    assertExact(schema);
  }

  private void assertExact(AuditedSchema schema) {
    assertThat(schema.faults(landing)).isEmpty();
    assertThat(schema.foldFaults(landing)).isEmpty();
  }

  private static void awaitStreamed(LocalPipeline pipeline, AuditedSchema schema) {
    TableId table = schema.config().tables().get(0);
    postgres.execute("INSERT INTO " + table + " VALUES (10000, 'at last')");
    pipeline.awaitRecords(table, 1, r -> r.contains("\"at last\"") && r.contains("\"__op\":\"c\""));
  }

  /** A table of rows at first, another that is not captured, and the job's slot. */
  private static AuditedSchema schema(String name, int rows) {
    AuditedSchema schema = AuditedSchema.create(postgres, name);
    schema.create("t", rows);
    postgres.execute(
        "ANALYZE " + name + ".t",
        "CREATE TABLE " + name + ".other (id int)",
        "SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(name));
    return schema;
  }

  private static void awaitWaitingSnapshot() {
    await().atMost(SOON).until(() -> isWaiting("ShareLock"));
  }

  private static boolean isWaiting(String mode) {
    return !postgres
        .query("SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = '" + mode + "'")
        .equals("0");
  }
}
