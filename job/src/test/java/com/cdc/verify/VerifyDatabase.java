package com.cdc.verify;

import com.cdc.config.OnLostSlot;
import com.cdc.config.PostgresConfig;
import com.cdc.config.Secret;
import com.cdc.config.SslMode;
import com.cdc.event.TableId;
import com.cdc.postgres.PostgresConnections;
import com.cdc.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;

/** A real PostgreSQL for the tests of one class, and one connection of its administrator. */
final class VerifyDatabase implements AutoCloseable {

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

  @Override
  public void close() throws SQLException {
    connection.close();
    postgres.close();
  }
}
