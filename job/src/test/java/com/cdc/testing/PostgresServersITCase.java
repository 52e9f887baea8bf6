package com.cdc.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServersITCase {

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

  @PostgresVersions
  void startsTheVersionThatIsAskedFor(int major) {
    try (TestPostgres postgres = TestPostgres.startNew(major)) {
      assertThat(postgres.query("SHOW server_version")).startsWith(major + ".");
    }
  }

  @PostgresVersions
  void noTwoServersAreTheSame(int major) {
    try (TestPostgres one = TestPostgres.startNew(major);
        TestPostgres other = TestPostgres.startNew(major)) {
      String identifier = "SELECT system_identifier FROM pg_control_system()";

      assertThat(one.query(identifier)).isNotEqualTo(other.query(identifier));

      one.crash();
      one.start(); // reads its log
      assertThat(one.query("SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void anotherServerOnThePortIsNotTakenForTheNewOne(@TempDir Path directory) {
    try (TestPostgres first = TestPostgres.startNew()) {
      ServerProcess second =
          new ServerProcess(
              directory.resolve("data"),
              PostgresBinaries.of(PostgresBinaries.CLASS_PATH_MAJOR),
              Map.of("listen_addresses", "127.0.0.1"));

      assertThatThrownBy(() -> second.start(first.port()))
          .hasMessageContaining("does not start on port " + first.port());

      // it takes a moment to find out by itself that the port is taken
      await().until(() -> !second.isRunning());
      assertThat(first.query("SELECT 1")).isEqualTo("1");
    }
  }
}
