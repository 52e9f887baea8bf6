package com.cdc.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.config.PostgresConfig;
import com.cdc.postgres.PostgresConnections;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDatabaseITCase {

  private Path work;

  @BeforeEach
  void directory(@TempDir Path directory) {
    work = directory;
  }

  @Test
  void startsAndIsGoneAfterClose() throws Exception {
    ProcessHandle postmaster;
    try (DemoDatabase database = DemoDatabase.start(work)) {
      postmaster =
          ProcessHandle.of(
                  Long.parseLong(
                      Files.readAllLines(work.resolve("postgres/data/postmaster.pid")).get(0)))
              .orElseThrow();
      assertThat(postmaster.isAlive()).isTrue();
      assertThat(database.port()).isPositive();
    }
    assertThat(postmaster.isAlive()).isFalse();
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void theCaptureRoleMayReadAndReplicateAndNobodyComesInWithoutPassword() throws Exception {
    try (DemoDatabase database = DemoDatabase.start(work)) {
      try (Connection owner = database.connect()) {
        Warehouse.create(owner, 10);
        database.allowCapture();
        assertThat(DemoDatabase.slotLag(owner)).isEqualTo(-1);
        PostgresConfig config = database.captureConfig();
        try (Connection capture = PostgresConnections.open(config);
            Statement statement = capture.createStatement()) {
          statement.execute("SELECT * FROM warehouse.stock_item, warehouse.stock_movement");
          statement.execute("CREATE TEMPORARY TABLE t (a text)");
          assertThatThrownBy(() -> statement.execute("DELETE FROM warehouse.stock_item"))
              .hasMessageContaining("permission denied");
        }
        try (Connection replication = PostgresConnections.openReplication(config);
            Statement statement = replication.createStatement()) {
          statement.execute("CREATE_REPLICATION_SLOT " + DemoDatabase.SLOT + " LOGICAL pgoutput");
        }
        assertThat(DemoDatabase.slotLag(owner)).isNotNegative();
        String url = "jdbc:postgresql://127.0.0.1:" + database.port() + "/postgres";
        assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", "wrong"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("password authentication failed");
      }
    }
  }
}
