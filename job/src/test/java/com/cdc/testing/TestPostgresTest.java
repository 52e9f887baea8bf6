package com.cdc.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestPostgresTest {

  @Test
  void dataPortAndSlotsOutliveRestartAndCrash() {
    try (TestPostgres postgres = TestPostgres.startNew()) {
      int port = postgres.port();
      postgres.execute(
          "CREATE TABLE t (id int)",
          "SELECT pg_create_logical_replication_slot('kept', 'pgoutput')",
          "INSERT INTO t VALUES (1)");

      postgres.restart();
      postgres.execute("INSERT INTO t VALUES (2)");
      postgres.crash();
      postgres.start();

      assertThat(postgres.port()).isEqualTo(port);
      assertThat(postgres.query("SELECT count(*) FROM t")).isEqualTo("2");
      assertThat(postgres.query("SELECT slot_name FROM pg_replication_slots")).isEqualTo("kept");
      assertThat(postgres.query("SHOW wal_level")).isEqualTo("logical");
    }
  }
}
