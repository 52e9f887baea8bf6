package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.pgoutput.StreamPosition;
import com.cdc.postgres.PostgresConnections;
import com.cdc.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

class FailurePersistenceTest {

  private static final SQLException REFUSED = new SQLException("role may not log in", "28P01");
  private static final SQLException UNREACHABLE = new SQLException("connection refused", "08001");

  private static TestPostgres postgres;
  private static PostgresConfig config;

  private final AtomicLong clock = new AtomicLong(1);
  private final FailurePersistence persistence = new FailurePersistence(config, clock::get);

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.startNew(Map.of("wal_sender_timeout", "2s"));
    postgres.execute("CREATE TABLE t (id int PRIMARY KEY)", "CREATE PUBLICATION busy FOR TABLE t");
    config = postgres.config(List.of(new TableId("public", "t")), "busy", "busy");
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @Test
  void anUnreachableServerIsNoReasonToStop() {
    for (int hour = 0; hour < 100; hour++) {
      persistence.failed(UNREACHABLE);
      after(Duration.ofMinutes(1));
    }
  }

  @Test
  void whatSomebodyMustMendStopsTheJobAfterTwoMinutes() {
    persistence.failed(REFUSED);
    after(Duration.ofSeconds(60));
    persistence.failed(REFUSED);
    after(Duration.ofSeconds(61));

    assertThatExceptionOfType(StopException.class)
        .isThrownBy(() -> persistence.failed(REFUSED))
        .withMessageContaining("Replication slot `busy` could not be read for 121 s")
        .withMessageContaining("role may not log in")
        .withCause(REFUSED);
  }

  @Test
  void whatIsUnexpectedStopsTheJobAfterTenMinutes() {
    SQLException removed = new SQLException("requested WAL segment has been removed", "58P01");
    for (int minute = 0; minute <= 10; minute++) {
      persistence.failed(removed);
      after(Duration.ofSeconds(60));
    }

    assertThatExceptionOfType(StopException.class)
        .isThrownBy(() -> persistence.failed(removed))
        .withMessageContaining("requested WAL segment has been removed");
  }

  @Test
  void aFailureLongAgoOrOfAnotherKindDoesNotCount() {
    persistence.failed(REFUSED);
    after(Duration.ofMinutes(3));
    assertThatCode(() -> persistence.failed(REFUSED)).doesNotThrowAnyException();
    after(Duration.ofSeconds(80));
    persistence.failed(UNREACHABLE);
    after(Duration.ofSeconds(80));
    assertThatCode(() -> persistence.failed(REFUSED)).doesNotThrowAnyException();
  }

  @Test
  void aFaultOfTheServerAtTheSameRowStopsTheJobSoonAndIsNamed() {
    SQLException fault =
        new SQLException("ERROR: invalid memory alloc request size 1258291203", "XX000");
    StreamPosition at = new StreamPosition(1, 5, 0x10, 0x2A, 4, 4);
    persistence.failed(fault, at);
    after(Duration.ofSeconds(15));
    persistence.failed(fault, at);
    after(Duration.ofSeconds(15));

    assertThatExceptionOfType(StopException.class)
        .isThrownBy(() -> persistence.failed(fault, at))
        .withMessageContaining(
            "PostgreSQL itself cannot send a row of replication slot `busy`, in the transaction"
                + " that commits at LSN 0/2A, after 4 row messages of it. It says: ERROR: invalid"
                + " memory alloc request size 1258291203; SQLSTATE XX000.")
        .withMessageContaining("1 GB in one message")
        .withMessageContaining("SELECT pg_drop_replication_slot('busy')")
        .withMessageContaining("postgres.on-lost-slot: resnapshot");
  }

  @Test
  void faultsOfTheServerAtDifferentRowsAreDifferentStories() {
    SQLException fault = new SQLException("ERROR: missing chunk number 0", "XX001");
    for (int row = 0; row < 100; row++) {
      persistence.failed(fault, new StreamPosition(1, 5, 0x10, 0x2A, row, row));
      after(Duration.ofSeconds(15));
    }
  }

  @Test
  void aMissingOutputPluginIsNamed() {
    SQLException missing =
        new SQLException("ERROR: could not access file \"pgoutput\": No such file", "58P01");
    StreamPosition at = StreamPosition.startOf(1, 0x10);
    persistence.failed(missing, at);
    persistence.failed(missing, at);
    after(Duration.ofSeconds(30));

    assertThatExceptionOfType(StopException.class)
        .isThrownBy(() -> persistence.failed(missing, at))
        .withMessageContaining(
            "PostgreSQL itself lacks a file that it needs for replication slot `busy`, after LSN"
                + " 0/10. It says: ERROR: could not access file")
        .withMessageContaining("Install it on the server");
  }

  @Test
  void aMissingPublicationIsExplained() {
    SQLException missing = new SQLException("publication \"busy\" does not exist", "42704");
    persistence.failed(missing);
    after(Duration.ofSeconds(80));
    persistence.failed(missing);
    after(Duration.ofSeconds(80));

    assertThatExceptionOfType(StopException.class)
        .isThrownBy(() -> persistence.failed(missing))
        .withMessageContaining("publication `busy`")
        .withMessageContaining("SELECT pg_drop_replication_slot('busy')")
        .withMessageContaining("postgres.on-lost-slot: resnapshot");
  }

  @Test
  void aSlotThatStaysInUseStopsTheJobAndNamesTheHolder() throws Exception {
    postgres.query("SELECT pg_create_logical_replication_slot('busy', 'pgoutput')");
    try (Connection holder = PostgresConnections.openReplication(config);
        Connection second = PostgresConnections.openReplication(config)) {
      PGReplicationStream held = stream(holder);
      SQLException busy = catchThrowableOfType(SQLException.class, () -> stream(second));
      persistence.failed(busy);
      after(Duration.ofSeconds(31)); // wal_sender_timeout is 2 s here
      persistence.failed(busy);
      after(Duration.ofSeconds(2));

      assertThatExceptionOfType(StopException.class)
          .isThrownBy(() -> persistence.failed(busy))
          .withMessageContaining("`busy` has been in use by somebody else for 33 s")
          .withMessageContaining("PID " + holder.unwrap(PGConnection.class).getBackendPID())
          .withMessageContaining("application `cdc/busy`, user `cdc`");
      held.forceUpdateStatus();
    }
  }

  @Test
  void anotherProgramOnTheSlotStopsTheJobSooner() throws Exception {
    postgres.query("SELECT pg_create_logical_replication_slot('stranger', 'pgoutput')");
    PostgresConfig ours = postgres.config(config.tables(), "busy", "stranger");
    FailurePersistence failures = new FailurePersistence(ours, clock::get);
    try (Connection holder = PostgresConnections.openReplication(config);
        Connection second = PostgresConnections.openReplication(ours)) {
      PGReplicationStream held = stream(holder, "stranger");
      SQLException busy =
          catchThrowableOfType(SQLException.class, () -> stream(second, "stranger"));
      failures.failed(busy);
      after(Duration.ofSeconds(19));
      failures.failed(busy);
      after(Duration.ofSeconds(2));

      assertThatExceptionOfType(StopException.class)
          .isThrownBy(() -> failures.failed(busy))
          .withMessageContaining("`stranger` has been in use by somebody else for 21 s")
          .withMessageContaining("application `cdc/busy`, user `cdc`");
      held.forceUpdateStatus();
    }
  }

  private static PGReplicationStream stream(Connection connection) throws SQLException {
    return stream(connection, "busy");
  }

  private static PGReplicationStream stream(Connection connection, String slot)
      throws SQLException {
    return connection
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .logical()
        .withSlotName(slot)
        .withSlotOption("proto_version", 1)
        .withSlotOption("publication_names", "busy")
        .start();
  }

  private void after(Duration time) {
    clock.addAndGet(time.toNanos());
  }
}
