package com.cdc.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.postgres.Lsn;
import com.cdc.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.copy.CopyOut;

/** A snapshot's position is exact, to the transaction, while others commit all the time. */
class StampedSnapshotTest {

  private static final int WRITERS = 3;
  private static final int SNAPSHOTS = 15;
  private static final Duration SOON = Duration.ofMinutes(3);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  private record Seen(long consistentPoint, int row, int version) {}

  @Test
  void whatCommitsBeforeTheConsistentPointIsInTheSnapshotAndNothingElse() throws Exception {
    postgres.execute(
        "CREATE TABLE stamped (id int PRIMARY KEY, version int)",
        "INSERT INTO stamped SELECT i, 0 FROM generate_series(0, %d) i".formatted(WRITERS - 1),
        "CREATE PUBLICATION stamped FOR TABLE stamped",
        "SELECT pg_create_logical_replication_slot('stamped', 'pgoutput')");
    PostgresConfig config =
        postgres.config(List.of(new TableId("public", "stamped")), "stamped", "stamped");
    AtomicBoolean stop = new AtomicBoolean();
    List<List<Long>> begun = new ArrayList<>();
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int row = 0; row < WRITERS; row++) {
      List<Long> positions = new ArrayList<>(List.of(0L)); // of version 0
      int id = row;
      begun.add(positions);
      writers.add(CompletableFuture.runAsync(() -> write(id, positions, stop)));
    }
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < SNAPSHOTS; i++) {
      seen.addAll(snapshot(config));
    }
    stop.set(true);
    await().atMost(SOON).until(() -> writers.stream().allMatch(CompletableFuture::isDone));

    assertThat(seen).hasSize(WRITERS * SNAPSHOTS);
    for (Seen row : seen) {
      List<Long> positions = begun.get(row.row());
      assertThat(row.consistentPoint())
          .as("%s, which is in the snapshot and committed after this", row)
          .isGreaterThan(positions.get(row.version()));
      if (row.version() + 2 < positions.size()) {
        assertThat(row.consistentPoint())
            .as("%s: the next version is not in the snapshot and committed before this", row)
            .isLessThan(positions.get(row.version() + 2));
      }
    }
    assertThat(seen).anyMatch(row -> row.version() + 2 < begun.get(row.row()).size());
  }

  /** Adds, for each version, where the log was when its transaction had begun. */
  private static void write(int row, List<Long> positions, AtomicBoolean stop) {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = off");
      while (!stop.get()) {
        try (ResultSet updated =
            statement.executeQuery(
                "UPDATE stamped SET version = version + 1 WHERE id = "
                    + row
                    + " RETURNING pg_current_wal_insert_lsn()")) {
          updated.next();
          positions.add(Lsn.parse(updated.getString(1)));
        }
      }
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  private static List<Seen> snapshot(PostgresConfig config) throws Exception {
    List<Seen> seen = new ArrayList<>();
    try (SnapshotReader reader = new SnapshotReader();
        SnapshotReader.Lease lease = reader.lease(config)) {
      CopyOut rows = lease.session().copy("SELECT id, version FROM public.stamped");
      for (byte[] row = rows.readFromCopy(); row != null; row = rows.readFromCopy()) {
        String[] fields = new String(row, UTF_8).strip().split("\t", -1);
        seen.add(
            new Seen(
                lease.session().consistentPoint(),
                Integer.parseInt(fields[0]),
                Integer.parseInt(fields[1])));
      }
    }
    return seen;
  }
}
