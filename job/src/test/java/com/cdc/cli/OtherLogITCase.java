package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.testing.ServerBackup;
import com.cdc.testing.TcpProxy;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where the job's database was, another one answers: restored to an earlier state or somebody
 * else's. The address is that of a {@link TcpProxy}, as a name or a pooler keeps its own.
 */
class OtherLogITCase {

  private static final String WAYS_OUT = "Ways out: set `postgres\\.on-lost-slot: resnapshot`";

  private static final String LOG_LEFT =
      "The server's log left timeline 1 at 0/[0-9A-F]+, before this job's position 0/[0-9A-F]+: what"
          + " was read between the two is not in this database";

  private static final String ANOTHER_LOG =
      "The server's log is not the one that this job has read: the transaction that commits at"
          + " 0/[0-9A-F]+, the last one read, is not in it";

  private TestPostgres postgres;
  private AuditedTable table;
  private WatchedSlot slot;

  @TempDir private Path directory;

  /** Each test has a database of its own, with the table and the slot in every backup of it. */
  @BeforeEach
  void start() {
    postgres = TestPostgres.startNew(Map.of("wal_keep_size", "1GB"));
    table = AuditedTable.create(postgres, "logged", 5);
    slot = new WatchedSlot(postgres, table.slot());
    slot.create();
  }

  @AfterEach
  void stop() {
    postgres.close();
  }

  @Test
  void aDatabaseRecoveredToAPointBeforeTheRunsIsRefused() throws Exception {
    try (ServerBackup backup = ServerBackup.of(postgres);
        TcpProxy address = TcpProxy.to(postgres.port());
        DeliveringRun run = start(address);
        TestPostgres restored = backup.startRecoveredToNow(postgres)) {
      run.deliver();
      WatchedSlot copied = new WatchedSlot(restored, table.slot());
      String confirmed = copied.confirmed();
      DeliveredFiles delivered = run.delivered();
      address.redirect(restored.port());

      run.requireStopped(delivered, LOG_LEFT, WAYS_OUT);
      assertThat(copied.confirmed()).isEqualTo(confirmed);
    }
  }

  /** Of a backup without slots, as most are; and then somebody makes the slot there. */
  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aDatabaseRecoveredWithoutTheSlotIsRefusedWithTheSameReasonUntilItIsToBeReadAnew()
      throws Exception {
    try (ServerBackup backup = ServerBackup.of(postgres);
        TcpProxy address = TcpProxy.to(postgres.port());
        DeliveringRun run = start(address);
        TestPostgres restored = backup.startRecoveredToNow(postgres)) {
      run.deliver();
      run.stop();
      WatchedSlot copied = new WatchedSlot(restored, table.slot());
      copied.drop();
      DeliveredFiles delivered = run.delivered();
      address.redirect(restored.port());

      run.requireStoppedAgain(delivered, LOG_LEFT, WAYS_OUT);
      assertThat(copied.exists()).isFalse();
      copied.create();
      String confirmed = copied.confirmed();
      run.requireStoppedAgain(delivered, LOG_LEFT, WAYS_OUT);
      assertThat(copied.confirmed()).isEqualTo(confirmed);

      run.requireNewEpochMends(table.on(restored));
      delivered.requireStillThere(table);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void anotherDatabaseUnderTheSameAddressIsRefused() throws Exception {
    try (TcpProxy address = TcpProxy.to(postgres.port());
        DeliveringRun run = start(address);
        TestPostgres other = TestPostgres.startNew()) {
      AuditedTable theirs = AuditedTable.create(other, "logged", 5);
      DeliveredFiles delivered = run.delivered();
      address.redirect(other.port());

      String[] message = {
        "The server is another one: its system identifier is \\d+, this job's state is of \\d+",
        WAYS_OUT
      };
      run.requireStopped(delivered, message);
      // and before it takes the right to write from whoever may have it
      message[0] =
          "`job.name` `tested` is taken under this `checkpoint.uri`, by a pipeline that reads slot"
              + " `logged_slot` in database `warehouse` of another server";
      message[1] = "set `postgres.on-lost-slot: resnapshot`";
      run.requireStoppedAgain(delivered, message);
      WatchedSlot alike = new WatchedSlot(other, theirs.slot());
      assertThat(alike.exists()).isFalse();
      alike.create();
      String confirmed = alike.confirmed();
      run.requireStoppedAgain(delivered, message);
      assertThat(alike.confirmed()).isEqualTo(confirmed);

      run.requireNewEpochMends(theirs);
      delivered.requireStillThere(table);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void anEarlierImageOfTheDatabasesDiskIsRefused() throws Exception {
    try (ServerBackup backup = ServerBackup.of(postgres);
        TcpProxy address = TcpProxy.to(postgres.port());
        DeliveringRun run = start(address)) {
      for (int i = 0; i < 50; i++) {
        postgres.execute("SELECT pg_logical_emit_message(true, 'more', repeat('x', 4000))");
      }
      run.deliver();
      try (TestPostgres restored = backup.startAsItWas()) {
        WatchedSlot copied = new WatchedSlot(restored, table.slot());
        DeliveredFiles delivered = run.delivered();
        String confirmed = copied.confirmed();
        address.redirect(restored.port());

        String[] message = {
          // in the few seconds until the second start it may write as much as it lacked
          "The server's log ends at 0/[0-9A-F]+, before this job's position 0/[0-9A-F]+: the"
              + " database was restored to an earlier state|"
              + ANOTHER_LOG,
          WAYS_OUT
        };
        run.requireStopped(delivered, message);
        run.requireStoppedAgain(delivered, message);
        assertThat(copied.confirmed()).isEqualTo(confirmed);
      }
    }
  }

  /** Neither identifier nor timeline nor the end of its log tell it from the one that was read. */
  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void anEarlierImageThatHasGoneOnPastTheRunsPositionIsRefused() throws Exception {
    try (ServerBackup backup = ServerBackup.of(postgres);
        TcpProxy address = TcpProxy.to(postgres.port());
        DeliveringRun run = start(address)) {
      run.deliver();
      String position = slot.serverLsn();
      try (TestPostgres restored = backup.startAsItWas()) {
        goOnPast(restored, position);
        WatchedSlot copied = new WatchedSlot(restored, table.slot());
        DeliveredFiles delivered = run.delivered();
        String confirmed = copied.confirmed();
        address.redirect(restored.port());

        String[] message = {ANOTHER_LOG, WAYS_OUT};
        run.requireStopped(delivered, message);
        run.requireStoppedAgain(delivered, message);
        assertThat(copied.confirmed()).isEqualTo(confirmed);
      }
    }
  }

  /** As two standbys do that are promoted without an archive: each calls its timeline 2. */
  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void anotherBranchWithTheSameTimelineIsRefused() throws Exception {
    try (ServerBackup backup = ServerBackup.of(postgres);
        TestPostgres first = backup.startRecoveredToNow(postgres);
        TestPostgres second = backup.startRecoveredToNow(postgres);
        TcpProxy address = TcpProxy.to(first.port());
        DeliveringRun run = DeliveringRun.start(table.on(first), directory, environment(address))) {
      run.deliver();
      goOnPast(second, new WatchedSlot(first, table.slot()).serverLsn());
      DeliveredFiles delivered = run.delivered();
      address.redirect(second.port());

      run.requireStopped(delivered, ANOTHER_LOG, WAYS_OUT);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void theOldPrimaryThatComesBackAfterAFailoverIsRefused() throws Exception {
    try (ServerBackup backup = ServerBackup.of(postgres);
        TestPostgres promoted = backup.startRecoveredToNow(postgres);
        TcpProxy address = TcpProxy.to(promoted.port());
        DeliveringRun run =
            DeliveringRun.start(table.on(promoted), directory, environment(address))) {
      DeliveredFiles delivered = run.delivered();
      String confirmed = slot.confirmed();
      address.redirect(postgres.port());

      String[] message = {
        "The server is on timeline 1, which is older than timeline 2 that this job has followed",
        WAYS_OUT
      };
      run.requireStopped(delivered, message);
      run.requireStoppedAgain(delivered, message);
      assertThat(slot.confirmed()).isEqualTo(confirmed);
    }
  }

  private DeliveringRun start(TcpProxy address) {
    return DeliveringRun.start(table, directory, environment(address));
  }

  private Map<String, String> environment(TcpProxy address) {
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    environment.put("PG_PORT", String.valueOf(address.port()));
    return environment;
  }

  /** Other changes than those that were read. */
  private static void goOnPast(TestPostgres server, String position) {
    await()
        .atMost(DeliveringRun.SOON)
        .until(
            () -> {
              server.execute(
                  "INSERT INTO logged.stock_item VALUES (1000, 1, 'elsewhere')"
                      + " ON CONFLICT (item_id) DO UPDATE SET quantity = 2",
                  "SELECT pg_logical_emit_message(true, 'more', repeat('x', 4000))");
              return server
                  .query("SELECT pg_current_wal_flush_lsn() > pg_lsn '" + position + "' + 100000")
                  .equals("t");
            });
  }
}
