package com.cdc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReplicationSlotsTest {

  private static TestPostgres postgres;
  private static PostgresConfig config;

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.startNew();
    config = postgres.config(List.of(new TableId("public", "t")), "p", "s");
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @Test
  void newSlotIsReadFromItsConsistentPoint() throws SQLException {
    try (Connection connection = PostgresConnections.open(config)) {
      long before = Lsn.parse(postgres.query("SELECT pg_current_wal_lsn()"));

      long consistentPoint = ReplicationSlots.createLogical(connection, "plain", false);

      SlotInfo slot = ReplicationSlots.find(connection, "plain").orElseThrow();
      assertThat(consistentPoint).isGreaterThanOrEqualTo(before);
      assertThat(slot.confirmedFlushLsn()).isEqualTo(consistentPoint);
      assertThat(slot.restartLsn()).isLessThanOrEqualTo(consistentPoint).isPositive();
      assertThat(slot.plugin()).isEqualTo("pgoutput");
      assertThat(slot.database()).isEqualTo("warehouse");
      assertThat(slot.temporary()).isFalse();
      assertThat(slot.active()).isFalse();
      assertThat(slot.activePid()).isZero();
      assertThat(slot.walStatus()).isEqualTo("reserved");
      assertThat(slot.failover()).isFalse();
      assertThat(slot.isLost()).isFalse();
    }
  }

  @Test
  void replicationConnectionMakesOneThatFailsOver() throws SQLException {
    try (Connection connection = PostgresConnections.openReplication(config)) {
      ReplicationSlots.createLogical(connection, "fails_over", true);

      assertThat(ReplicationSlots.find(connection, "fails_over").orElseThrow().failover()).isTrue();
    }
  }

  @Test
  void holderOfAnActiveSlotIsNamed() throws SQLException {
    try (Connection holder = postgres.connect();
        Connection other = postgres.connect();
        var statement = holder.createStatement()) {
      statement.execute("SELECT pg_create_logical_replication_slot('held', 'pgoutput', true)");

      SlotInfo slot = ReplicationSlots.find(other, "held").orElseThrow();

      assertThat(slot.active()).isTrue();
      assertThat(slot.temporary()).isTrue();
      assertThat(slot.activePid()).isPositive();
    }
  }

  @Test
  void physicalSlotHasNoPluginAndNoDatabase() throws SQLException {
    postgres.execute("SELECT pg_create_physical_replication_slot('physical')");
    try (Connection connection = postgres.connect()) {
      SlotInfo slot = ReplicationSlots.find(connection, "physical").orElseThrow();

      assertThat(slot.plugin()).isNull();
      assertThat(slot.database()).isNull();
      assertThat(slot.confirmedFlushLsn()).isEqualTo(Lsn.NONE);
    }
  }

  @Test
  void missingSlotIsEmpty() throws SQLException {
    try (Connection connection = postgres.connect()) {
      assertThat(ReplicationSlots.find(connection, "missing")).isEmpty();
    }
  }
}
