package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.testing.ServerBackup;
import com.cdc.testing.TcpProxy;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A standby with a synchronised failover slot takes the primary's place, as PostgreSQL 17 and later
 * can do it: this must not stop the job.
 */
class FailoverITCase {

  private static final String STANDBY = "standby";

  @TempDir private Path directory;

  @Test
  void aPromotedStandbyIsFollowedAndNothingIsLostOrDoubled() throws Exception {
    try (TestPostgres primary = TestPostgres.startNew();
        ServerBackup backup = backupBefore(primary);
        TestPostgres standby =
            backup.startStandby(primary, STANDBY, "sync_replication_slots = on");
        TcpProxy address = TcpProxy.to(primary.port())) {
      AuditedTable table = AuditedTable.create(primary, "followed", 5);
      Map<String, String> environment = RunEnvironment.of(primary, table, directory);
      environment.put("PG_PORT", String.valueOf(address.port()));
      primary.execute(
          "ALTER SYSTEM SET synchronized_standby_slots = '" + STANDBY + "'",
          "SELECT pg_reload_conf()");
      AuditedTable after = table.on(standby);
      WatchedSlot slot = new WatchedSlot(standby, table.slot());
      try (DeliveringRun run = DeliveringRun.start(table, directory, environment)) {
        await().atMost(DeliveringRun.SOON).until(slot::isSynchronised);

        // what the standby has received it replays only later: it lags when the job comes to it
        standby.query("SELECT pg_wal_replay_pause()");
        run.deliver();
        address.redirect(standby.port());
        await()
            .atMost(DeliveringRun.SOON)
            .until(() -> run.alive() && run.log().contains("standby"));
        primary.crash();
        standby.query("SELECT pg_wal_replay_resume()");
        standby.query("SELECT pg_promote()");

        String change = after.insert(100);
        await()
            .atMost(DeliveringRun.SOON)
            .until(() -> run.alive() && after.hasLanded(run.landing(), change));
        assertThat(run.log()).contains("Following a promoted server timeline=2");
        run.stop();
        run.startAgain();
        String later = after.insert(101);
        await()
            .atMost(DeliveringRun.SOON)
            .until(() -> run.alive() && after.hasLanded(run.landing(), later));
        assertThat(after.faults(run.landing())).isEmpty();
      }
      primary.start();
    }
  }

  private static ServerBackup backupBefore(TestPostgres primary) {
    primary.query("SELECT pg_create_physical_replication_slot('" + STANDBY + "', true)");
    return ServerBackup.of(primary);
  }
}
