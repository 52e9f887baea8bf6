package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.ReplicationSlots;
import com.cdc.testing.TestPostgres;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotWatchTest {

  @Test
  void aRestartOfTheDatabaseIsSeenAndSurvived() throws Exception {
    try (TestPostgres postgres = TestPostgres.startNew()) {
      PostgresConfig config = postgres.config(List.of(new TableId("public", "t")), "p", "watched");
      SlotWatch watch = new SlotWatch(config);
      try (Connection connection = PostgresConnections.open(config)) {
        ReplicationSlots.createLogical(connection, "watched", false);
      }
      watch.look();
      assertThat(watch.awaySeconds()).isZero();
      assertThat(watch.retainedBytes()).isPositive();

      postgres.stop();
      watch.look();
      watch.look();
      assertThat(watch.awaySeconds()).isPositive();

      postgres.start();
      watch.look();
      assertThat(watch.awaySeconds()).isZero();
    }
  }
}
