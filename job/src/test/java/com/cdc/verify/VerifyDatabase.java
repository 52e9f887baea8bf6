package com.cdc.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.ColumnRules;
import com.cdc.config.OnLostSlot;
import com.cdc.config.PostgresConfig;
import com.cdc.config.Secret;
import com.cdc.config.SslMode;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.postgres.PostgresConnections;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real PostgreSQL for the tests of one class, and one connection of its administrator. */
final class VerifyDatabase implements AfterAllCallback {

  private final TestPostgres postgres = TestPostgres.startNew();
  private final Connection connection;

  VerifyDatabase() {
    connection =
        PostgresConnections.open(
            new PostgresConfig(
                PostgresConfig.UNNAMED,
                postgres.host(),
                postgres.port(),
                TestPostgres.DATABASE,
                TestPostgres.ADMIN,
                Secret.of("any"),
                "cdc_pub",
                "cdc_slot",
                List.of(new TableId("public", "t")),
                SslMode.DISABLE,
                null,
                Duration.ofSeconds(10),
                MemorySize.ofMebiBytes(8),
                OnLostSlot.FAIL));
  }

  Connection connection() {
    return connection;
  }

  void execute(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Makes table {@code s.t} anew, without rows, and an empty landing of it. */
  LandingFixture emptyTable(Path root) throws SQLException {
    execute(
        "DROP SCHEMA IF EXISTS s CASCADE",
        "CREATE SCHEMA s",
        "CREATE TABLE s.t (id int PRIMARY KEY, name text, note text)");
    return new LandingFixture(root, new TableId("s", "t"));
  }

  /** Verifies twice: all keys together, and each in a part of its own, which must say the same. */
  TableReport verify(LandingFixture landing) throws SQLException, IOException {
    String uri = landing.root().toUri().toString();
    TableReport report = new LandingVerifier(connection, uri).verify(landing.table());
    long tooLittle = 1; // every key in a part of its own
    LandingVerifier parted =
        new LandingVerifier(connection, uri, ColumnRules.NONE, RecordFormat.DEFAULT, tooLittle);
    assertThat(parted.verify(landing.table())).isEqualTo(report);
    return report;
  }

  @Override
  public void afterAll(ExtensionContext context) throws SQLException {
    connection.close();
    postgres.close();
  }
}
