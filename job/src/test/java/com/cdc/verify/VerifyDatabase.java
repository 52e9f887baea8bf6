package com.cdc.verify;

import com.cdc.config.PostgresConfig;
import com.cdc.config.Secret;
import com.cdc.config.SslMode;
import com.cdc.event.TableId;
import com.cdc.postgres.PostgresConnections;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;

/** A real PostgreSQL for the tests of one class. */
final class VerifyDatabase implements AutoCloseable {

  private final EmbeddedPostgres postgres;
  private final Connection connection;

  VerifyDatabase() throws IOException {
    postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start();
    connection =
        PostgresConnections.open(
            new PostgresConfig(
                "127.0.0.1",
                postgres.getPort(),
                "postgres",
                "postgres",
                Secret.of("any"),
                "cdc_pub",
                "cdc_slot",
                List.of(new TableId("public", "t")),
                SslMode.DISABLE,
                null,
                Duration.ofSeconds(10),
                MemorySize.ofMebiBytes(8)));
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
  public void close() throws SQLException, IOException {
    connection.close();
    postgres.close();
  }
}
