package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.OnLostSlot;
import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.source.ResnapshotRequest;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.TestPostgres;
import com.cdc.verify.LandingVerifier;
import com.cdc.verify.TableReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of slot and tables while a job lives on. */
class LifecycleITCase {

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir Path directory;

  @Test
  void aTableAddedLaterIsSnapshottedAndJoinsWithoutTouchingTheOthers() throws Exception {
    TableId first = table("added", "first");
    TableId second = table("added", "second");
    try (LocalPipeline pipeline = start("added", first)) {
      pipeline.awaitRecords(first, 3, r -> true);
      pipeline.stop();
    }
    postgres.execute("INSERT INTO added.second VALUES (4, 'before it was captured')");
    try (LocalPipeline pipeline = start("added", first, second)) {
      pipeline.awaitRecords(second, 4, r -> r.contains("\"__op\":\"r\""));
      postgres.execute("DELETE FROM added.second WHERE id = 1");
      pipeline.awaitRecords(second, 1, r -> r.contains("\"__op\":\"d\""));
      pipeline.stop();

      assertThat(pipeline.landing().records(first)).hasSize(3);
      assertThat(pipeline.landing().records(second))
          .filteredOn(record -> record.contains("\"__op\":\"r\""))
          .hasSize(4);
    }
    assertEqual(second);
  }

  @Test
  void aTableTakenAwayAndBroughtBackForgetsWhatWasDeletedMeanwhile() throws Exception {
    TableId kept = table("back", "kept");
    TableId back = table("back", "came_back");
    start("back", kept, back).close();
    try (LocalPipeline pipeline = start("back", kept, back)) {
      pipeline.awaitRecords(back, 3, r -> true);
      pipeline.stop();
    }
    try (LocalPipeline pipeline = start("back", kept)) {
      postgres.execute(
          "DELETE FROM back.came_back WHERE id = 1", "INSERT INTO back.kept VALUES (4, 'seen')");
      pipeline.awaitRecords(kept, 4, r -> true);
      pipeline.stop();
    }
    try (LocalPipeline pipeline = start("back", kept, back)) {
      pipeline.awaitRecords(back, 5, r -> r.contains("\"__op\":\"r\""));
      pipeline.stop();
    }
    assertEqual(back);
    assertEqual(kept);
  }

  @Test
  void aRequestedTableIsReadAnewWhileTheOthersStreamOn() throws Exception {
    TableId renewed = table("renewed", "a");
    TableId other = table("renewed", "b");
    try (LocalPipeline pipeline = start("renewed", renewed, other)) {
      pipeline.awaitRecords(renewed, 3, r -> true);

      ResnapshotRequest.send(config("renewed", renewed, other), renewed);
      postgres.execute("INSERT INTO renewed.b VALUES (4, 'meanwhile')");

      pipeline.awaitRecords(renewed, 6, r -> r.contains("\"__op\":\"r\""));
      pipeline.awaitRecords(other, 1, r -> r.contains("\"__op\":\"c\""));
      pipeline.stop();
      assertThat(pipeline.landing().records(renewed))
          .hasSize(7)
          .filteredOn(r -> r.contains("\"__op\":\"t\""))
          .hasSize(1);
      assertThat(pipeline.landing().records(other)).hasSize(4);
    }
    assertEqual(renewed);
  }

  @Test
  void aDroppedSlotEndsTheJobWithAnErrorThatNamesTheGap() throws Exception {
    TableId table = table("dropped", "t");
    stopAfterSnapshot("dropped", table);
    postgres.query("SELECT pg_drop_replication_slot('dropped')");

    try (LocalPipeline pipeline = start("dropped", table)) {
      assertThat(pipeline.flink().terminated())
          .failsWithin(Duration.ofSeconds(60))
          .withThrowableThat()
          .havingRootCause()
          .withMessageStartingWith("Replication slot `dropped` does not exist")
          .withMessageContaining("postgres.on-lost-slot: resnapshot");
    }
    assertThat(postgres.query("SELECT count(*) FROM pg_replication_slots")).isNotNull();
    assertThat(
            postgres.query("SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'dropped'"))
        .isEqualTo("0");
  }

  @Test
  void aSlotAheadOfTheStateEndsTheJob() throws Exception {
    TableId table = table("ahead", "t");
    stopAfterSnapshot("ahead", table);
    postgres.execute("INSERT INTO ahead.t VALUES (4, 'somebody else will read this')");
    postgres.query(
        "SELECT count(*) FROM pg_logical_slot_get_binary_changes('ahead', NULL, NULL,"
            + " 'proto_version', '1', 'publication_names', 'ahead')");

    try (LocalPipeline pipeline = start("ahead", table)) {
      assertThat(pipeline.flink().terminated())
          .failsWithin(Duration.ofSeconds(60))
          .withThrowableThat()
          .havingRootCause()
          .withMessageContaining("is ahead of this job's state: changes from 0/")
          .withMessageContaining("are missing");
    }
  }

  @Test
  void aNewEpochForgetsWhatWasDeletedInTheGap() throws Exception {
    TableId table = table("gap", "t");
    stopAfterSnapshot("gap", table);
    postgres.query("SELECT pg_drop_replication_slot('gap')");
    postgres.execute(
        "DELETE FROM gap.t WHERE id = 1", "INSERT INTO gap.t VALUES (4, 'in the gap')");

    PostgresConfig resnapshot = config("gap", table).withOnLostSlot(OnLostSlot.RESNAPSHOT);
    try (LocalPipeline pipeline = LocalPipeline.start(resnapshot, directory)) {
      pipeline.awaitRecords(
          table, 3, r -> r.contains("\"__op\":\"r\"") && r.contains("\"__epoch\":2"));
      postgres.execute("UPDATE gap.t SET note = 'after' WHERE id = 2");
      pipeline.awaitRecords(table, 1, r -> r.contains("\"__op\":\"u\""));
      pipeline.stop();

      assertThat(pipeline.landing().records(table))
          .filteredOn(record -> record.contains("\"__op\":\"t\""))
          .singleElement()
          .asString()
          .contains("\"__epoch\":2,\"__lsn\":0,\"__seq\":0");
    }
    assertEqual(table);
    // and it goes on from there as from any state
    postgres.execute("DELETE FROM gap.t WHERE id = 3");
    try (LocalPipeline pipeline = LocalPipeline.start(resnapshot, directory)) {
      pipeline.awaitRecords(table, 1, r -> r.contains("\"__op\":\"d\""));
      pipeline.stop();
    }
    assertEqual(table);
  }

  @Test
  void aJobThatHasLostItsStateBeginsANewEpochIfToldSo() throws Exception {
    TableId table = table("stateless", "t");
    stopAfterSnapshot("stateless", table);
    postgres.execute(
        "DELETE FROM stateless.t WHERE id = 1", "INSERT INTO stateless.t VALUES (4, 'unseen')");
    Path state = directory.resolve("checkpoints");
    Files.move(state, directory.resolve("lost"));

    try (LocalPipeline pipeline = start("stateless", table)) {
      assertThat(pipeline.flink().terminated())
          .failsWithin(Duration.ofSeconds(60))
          .withThrowableThat()
          .havingRootCause()
          .withMessageStartingWith("The landing already holds data of table stateless.t")
          .withMessageContaining("set `postgres.on-lost-slot: resnapshot`");
    }
    PostgresConfig resnapshot = config("stateless", table).withOnLostSlot(OnLostSlot.RESNAPSHOT);
    try (LocalPipeline pipeline = LocalPipeline.start(resnapshot, directory)) {
      pipeline.awaitRecords(
          table, 3, r -> r.contains("\"__op\":\"r\"") && r.contains("\"__epoch\":2"));
      postgres.execute("UPDATE stateless.t SET note = 'after' WHERE id = 2");
      pipeline.awaitRecords(table, 1, r -> r.contains("\"__op\":\"u\""));
      pipeline.stop();

      assertThat(pipeline.landing().records(table))
          .filteredOn(record -> record.contains("\"__op\":\"t\""))
          .singleElement()
          .asString()
          .contains("\"__epoch\":2,\"__lsn\":0,\"__seq\":0");
    }
    assertEqual(table);
  }

  @Test
  void aSnapshotThatWaitsForAnotherTransactionCanBeStopped() throws Exception {
    TableId table = table("held", "t");
    postgres.query("SELECT pg_create_logical_replication_slot('held', 'pgoutput')");
    try (Connection writing = postgres.connect()) {
      writing.setAutoCommit(false);
      writing.createStatement().execute("CREATE TABLE held.other ()");
      try (LocalPipeline pipeline = start("held", table)) {
        await().atMost(Duration.ofMinutes(3)).until(() -> walsenders("held").equals("1"));
      }
      await().atMost(Duration.ofMinutes(3)).until(() -> walsenders("held").equals("0"));
      writing.rollback();
    }
  }

  private static String walsenders(String slot) {
    return postgres.query(
        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'walsender'"
            + " AND application_name = 'cdc/"
            + slot
            + "'");
  }

  private void stopAfterSnapshot(String name, TableId table) throws Exception {
    try (LocalPipeline pipeline = start(name, table)) {
      pipeline.awaitRecords(table, 3, r -> true);
      pipeline.stop();
    }
  }

  /** A table of three rows in a schema that its slot and publication are named for. */
  private static TableId table(String schema, String name) {
    String table = schema + "." + name;
    postgres.execute(
        "CREATE SCHEMA IF NOT EXISTS " + schema,
        "CREATE TABLE " + table + " (id int PRIMARY KEY, note text)",
        "INSERT INTO " + table + " VALUES (1, 'a'), (2, 'b'), (3, 'c')");
    if (postgres
        .query("SELECT count(*) FROM pg_publication WHERE pubname = '" + schema + "'")
        .equals("0")) {
      postgres.execute("CREATE PUBLICATION " + schema + " FOR TABLES IN SCHEMA " + schema);
    }
    return new TableId(schema, name);
  }

  private static PostgresConfig config(String name, TableId... tables) {
    return postgres.config(List.of(tables), name, name);
  }

  private LocalPipeline start(String name, TableId... tables) throws Exception {
    return LocalPipeline.start(config(name, tables), directory);
  }

  private void assertEqual(TableId table) throws Exception {
    try (Connection connection = postgres.connect()) {
      TableReport report =
          new LandingVerifier(connection, "file:" + directory.resolve("landing")).verify(table);
      assertThat(report.isEqual()).as(report.toString()).isTrue();
    }
  }
}
