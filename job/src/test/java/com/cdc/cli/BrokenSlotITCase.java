package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.postgres.PostgresConnections;
import com.cdc.testing.CdcProcess;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/** What happens to a slot while the job reads it, and what each later start says of it. */
class BrokenSlotITCase {

  private static final String WAYS_OUT = "Ways out: set `postgres\\.on-lost-slot: resnapshot`";

  @RegisterExtension
  private static final TestPostgres postgres =
      TestPostgres.startNew(Map.of("min_wal_size", "32MB", "max_wal_size", "48MB"));

  @TempDir private Path directory;

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aSlotDroppedUnderTheRunStopsItAndEachLaterStart() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "dropped", 5);
    WatchedSlot slot = new WatchedSlot(postgres, table.slot());
    try (DeliveringRun run = DeliveringRun.start(postgres, table, directory)) {
      DeliveredFiles delivered = run.delivered();
      slot.dropUnderItsReader();
      run.change();

      String[] message = {
        "Replication slot `dropped_slot` does not exist in database `warehouse`, although this job"
            + " has state: it was dropped, and changes from 0/[0-9A-F]+ to"
            + " 0/[0-9A-F]+, where the server's log is now, are missing",
        WAYS_OUT
      };
      run.requireStopped(delivered, message);
      run.requireStoppedAgain(delivered, message);
      assertThat(slot.exists()).isFalse();
    }
  }

  @Test
  void walThatWasRemovedUnderTheRunStopsItAndEachLaterStart() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "removed", 5);
    WatchedSlot slot = new WatchedSlot(postgres, table.slot());
    try (DeliveringRun run = DeliveringRun.start(postgres, table, directory)) {
      DeliveredFiles delivered = run.delivered();
      String confirmed = slot.confirmed();
      run.whileFrozen(() -> removeWal(table));

      String[] message = {
        "Replication slot `removed_slot` is lost \\(wal_status lost, wal_removed\\): the server"
            + " removed WAL that was not read yet; changes from 0/[0-9A-F]+ to 0/[0-9A-F]+, where"
            + " the server's log is now, are missing",
        WAYS_OUT
      };
      run.requireStopped(delivered, message);
      run.requireStoppedAgain(delivered, message);
      assertThat(slot.confirmed()).isEqualTo(confirmed);
    } finally {
      keepWal();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aNewEpochClosesTheGapOfRemovedWal() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "renewed", 5);
    try (DeliveringRun run = DeliveringRun.start(postgres, table, directory)) {
      DeliveredFiles delivered = run.delivered();
      run.whileFrozen(() -> removeWal(table));
      run.requireStopped(delivered, "is lost");

      run.requireNewEpochMends(table);
      delivered.requireStillThere(table);
    } finally {
      keepWal();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aSlotMadeAnewUnderItsNameStopsTheRun() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "anew", 5);
    WatchedSlot slot = new WatchedSlot(postgres, table.slot());
    try (DeliveringRun run = DeliveringRun.start(postgres, table, directory)) {
      DeliveredFiles delivered = run.delivered();
      run.stop();
      run.change();
      slot.drop();
      slot.create();
      String confirmed = slot.confirmed();

      run.requireStoppedAgain(
          delivered,
          "Replication slot `anew_slot` is ahead of this job's state: changes from 0/[0-9A-F]+ to"
              + " 0/[0-9A-F]+ are missing",
          WAYS_OUT);
      assertThat(slot.confirmed()).isEqualTo(confirmed);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aSlotThatAnotherProgramReadsStopsTheRunWithinAMinute() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "busy", 5);
    WatchedSlot slot = new WatchedSlot(postgres, table.slot());
    try (DeliveringRun run = DeliveringRun.start(postgres, table, directory)) {
      DeliveredFiles delivered = run.delivered();
      run.stop();
      await().atMost(DeliveringRun.SOON).until(() -> !slot.isActive());
      String confirmed = slot.confirmed();
      try (Connection other = replication(table);
          PGReplicationStream stream = read(other, table)) {
        run.requireStoppedAgain(
            delivered,
            "Replication slot `busy_slot` has been in use by somebody else for \\d+ s: PID \\d+,"
                + " application `[^`]*`, user `cdc`",
            "Only one program may read a slot");
        assertThat(stream.isClosed()).isFalse();
      }
      assertThat(slot.confirmed()).isEqualTo(confirmed);
      run.startAgain();
      run.deliver();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aSlotLostBeforeTheFirstStartIsRefusedBeforeTheSnapshot() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "useless", 5);
    WatchedSlot slot = new WatchedSlot(postgres, table.slot());
    slot.create();
    try {
      removeWal(table);
      Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
      try (CdcProcess cdc = CdcProcess.run(directory, environment, "run")) {
        assertThat(cdc.awaitExit(DeliveringRun.SOON)).isEqualTo(1);
        assertThat(cdc.stderr())
            .containsPattern("error: .*Replication slot `useless_slot` is lost")
            .contains("SELECT pg_drop_replication_slot('useless_slot')");
        assertThat(table.landedFiles(environment.get("LANDING_URI"))).isZero();
      }
    } finally {
      keepWal();
    }
  }

  /** Makes so much of it that slots which confirm nothing lose theirs. */
  private static void removeWal(AuditedTable table) {
    postgres.execute("ALTER SYSTEM SET max_slot_wal_keep_size = '16MB'", "SELECT pg_reload_conf()");
    for (int segment = 0; segment < 4; segment++) {
      table.insert(100 + segment);
      postgres.execute("SELECT pg_switch_wal()");
    }
    postgres.execute("CHECKPOINT");
  }

  private static void keepWal() {
    postgres.execute("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
  }

  private static Connection replication(AuditedTable table) {
    return PostgresConnections.openReplication(
        postgres.config(List.of(table.id()), table.publication(), "another_program"));
  }

  private static PGReplicationStream read(Connection connection, AuditedTable table)
      throws SQLException {
    return connection
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .logical()
        .withSlotName(table.slot())
        .withSlotOption("proto_version", 1)
        .withSlotOption("publication_names", table.publication())
        .withAutomaticFlush(false)
        .start();
  }
}
