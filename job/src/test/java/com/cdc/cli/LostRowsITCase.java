package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.testing.CdcProcess;
import com.cdc.testing.FlinkWeb;
import com.cdc.testing.TcpProxy;
import com.cdc.testing.TestPostgres;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/**
 * The cases in which flink-cdc's own reading path loses rows. With {@code -Pstock} the same tests
 * show that it does; here nothing may be lost.
 */
class LostRowsITCase {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final Duration OFTEN = Duration.ofMillis(20);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private Path directory;

  /** Rows that one record of the log holds have one LSN between them. */
  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aCopyOfManyRowsLandsOnceAcrossKillsInItsMiddle() throws Exception {
    int copied = 200_000;
    AuditedTable table = AuditedTable.create(postgres, "copied", 10);
    WatchedSlot slot = slotOf(table);
    slot.create();
    Map<String, String> environment = environment(table, "100 ms");
    String landing = environment.get("LANDING_URI");
    try (TcpProxy proxy = TcpProxy.to(postgres.port(), 4_000_000)) {
      environment.put("PG_PORT", String.valueOf(proxy.port()));
      try (CdcProcess ignored = start(environment)) {
        await().atMost(SOON).until(() -> table.landedReads(landing) == 10);
      }
      copyIn("copied.stock_item", 1_000_001, copied);

      for (int kill = 0; kill < 3; kill++) {
        int files = table.landedFiles(landing);
        long changes = table.landedChanges(landing);
        try (CdcProcess inTheMiddle = start(environment)) {
          await().atMost(SOON).pollInterval(OFTEN).until(() -> table.landedFiles(landing) > files);
          inTheMiddle.kill();
        }
        assertThat(table.landedChanges(landing)).isGreaterThan(changes).isLessThan(copied);
      }

      proxy.mend();
      try (CdcProcess last = start(environment)) {
        awaitNoFaults(table, environment, last);
      }
    }
  }

  /** A commit ends where the next transaction begins, so that LSNs of the two are the same. */
  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void theFirstRowAfterARestartFromAnIdlePositionLands() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "idle", 1);
    WatchedSlot slot = slotOf(table);
    slot.create();
    Map<String, String> environment = environment(table, "200 ms");
    String landing = environment.get("LANDING_URI");
    int row = 10;
    for (int restart = 0; restart < 5; restart++) {
      try (CdcProcess cdc = start(environment)) {
        await().atMost(SOON).until(() -> slot.isActive());
        String before = slot.serverLsn();
        String last = table.insert(row++);
        await().atMost(SOON).until(() -> table.hasLanded(landing, last));
        await().atMost(SOON).until(() -> slot.isConfirmedPast(before));
        cdc.kill();
      }
      table.insert(row++);
    }
    try (CdcProcess cdc = start(environment)) {
      awaitNoFaults(table, environment, cdc);
    }
  }

  /** Its rows are in no snapshot, and stand in the log before the end of each. */
  @Test
  void aTransactionOpenAcrossTheSnapshotOfItsChunkLands() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "across", 20_000);
    WatchedSlot slot = slotOf(table);
    slot.create();
    Map<String, String> environment = environment(table, "200 ms");
    environment.put("PG_CHUNK_SIZE", "64 kb");
    String landing = environment.get("LANDING_URI");
    try (TcpProxy proxy = TcpProxy.to(postgres.port(), 400_000);
        Connection open = postgres.connect();
        Statement statement = open.createStatement()) {
      environment.put("PG_PORT", String.valueOf(proxy.port()));
      open.setAutoCommit(false);
      try (CdcProcess cdc = start(environment)) {
        await().atMost(SOON).pollInterval(OFTEN).until(() -> slot.hasSnapshotBeside());
        statement.execute("INSERT INTO across.stock_item VALUES (20001, 1, 'open')");
        statement.execute("UPDATE across.stock_item SET note = 'open' WHERE item_id % 1000 = 0");
        assertThat(table.landedReads(landing)).isLessThan(table.rows());
        proxy.mend();
        await().atMost(SOON).until(() -> table.landedReads(landing) == table.rows());
        open.commit();

        awaitNoFaults(table, environment, cdc);
      }
    }
  }

  /**
   * While an older transaction is being sent, the server tells a position that is past a younger
   * one: it must not be confirmed before a checkpoint has covered that.
   */
  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aSmallTransactionLandsThoughAnOlderBigOneIsInterruptedByAKill() throws Exception {
    AuditedTable table = AuditedTable.create(postgres, "older", 1);
    WatchedSlot slot = slotOf(table);
    slot.create();
    Map<String, String> environment = environment(table, "10 min");
    String landing = environment.get("LANDING_URI");
    try (TcpProxy proxy = TcpProxy.to(postgres.port(), 4_000_000);
        Connection older = postgres.connect();
        Statement statement = older.createStatement()) {
      environment.put("PG_PORT", String.valueOf(proxy.port()));
      try (CdcProcess cdc = start(environment)) {
        FlinkWeb web = new FlinkWeb(cdc.awaitWebUrl());
        await().atMost(SOON).until(() -> checkpointed(web, table.landedReads(landing) == 1));
        older.setAutoCommit(false);
        statement.execute(
            "INSERT INTO older.stock_item"
                + " SELECT i, 1, repeat('x', 1000) FROM generate_series(1001, 17000) i");
        String before = slot.serverLsn();
        table.insert(2);
        await().atMost(SOON).until(() -> checkpointed(web, slot.isConfirmedPast(before)));

        long forwarded = proxy.answered();
        table.insert(3);
        older.commit();
        await()
            .atMost(SOON)
            .pollInterval(OFTEN)
            .until(() -> proxy.answered() - forwarded > 9_000_000);
        cdc.kill();
        assertThat(proxy.answered() - forwarded).isLessThan(16_000_000);
      }

      proxy.mend();
      environment.put("CHECKPOINT_INTERVAL", "500 ms");
      try (CdcProcess cdc = start(environment)) {
        awaitNoFaults(table, environment, cdc);
      }
    }
  }

  @Test
  void eachRowOfATableWithoutAKeyLandsAndChangesBesideThem() {
    AuditedTable table = AuditedTable.createWithoutKey(postgres, "keyless", 1000);
    Map<String, String> environment = environment(table, "200 ms");
    String landing = environment.get("LANDING_URI");
    try (CdcProcess cdc = start(environment)) {
      await().atMost(SOON).until(() -> table.landedReads(landing) > 0);
      table.insert(1001);
      postgres.execute(
          "UPDATE keyless.stock_item SET note = 'changed' WHERE item_id = 1001",
          "DELETE FROM keyless.stock_item WHERE item_id = 1001");

      awaitNoFaults(table, environment, cdc);
      assertThat(table.landedReads(landing)).isEqualTo(1000);
    }
  }

  @Test
  void aTruncateLands() {
    AuditedTable table = AuditedTable.create(postgres, "emptied", 3);
    Map<String, String> environment = environment(table, "200 ms");
    String landing = environment.get("LANDING_URI");
    try (CdcProcess cdc = start(environment)) {
      await().atMost(SOON).until(() -> table.landedReads(landing) == 3);
      postgres.execute("TRUNCATE emptied.stock_item");
      table.insert(4);

      awaitNoFaults(table, environment, cdc);
    }
  }

  private static WatchedSlot slotOf(AuditedTable table) {
    return new WatchedSlot(postgres, table.slot());
  }

  private Map<String, String> environment(AuditedTable table, String checkpointInterval) {
    Map<String, String> environment = RunEnvironment.of(postgres, table, directory);
    environment.put("CHECKPOINT_INTERVAL", checkpointInterval);
    return environment;
  }

  private CdcProcess start(Map<String, String> environment) {
    return CdcProcess.start(directory, environment, "run");
  }

  /** One COPY in a transaction of its own. */
  private static void copyIn(String table, int firstKey, int rows) throws Exception {
    String lines =
        IntStream.range(firstKey, firstKey + rows)
            .mapToObj(key -> key + "\t0\tcopied\n")
            .collect(Collectors.joining());
    try (Connection connection = postgres.connect()) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY " + table + " FROM STDIN", new StringReader(lines));
    }
  }

  private static void awaitNoFaults(
      AuditedTable table, Map<String, String> environment, CdcProcess cdc) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              Map<String, Integer> faults = table.faults(environment.get("LANDING_URI"));
              assertThat(faults).as("faults, %d in all", faults.size()).isEmpty();
            });
    assertThat(cdc.isAlive()).as(cdc.stderr()).isTrue();
  }

  private static boolean checkpointed(FlinkWeb web, boolean reached) {
    if (!reached) {
      web.triggerCheckpoint();
    }
    return reached;
  }
}
