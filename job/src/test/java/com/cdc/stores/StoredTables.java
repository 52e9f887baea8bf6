package com.cdc.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.audit.AuditedSchema;
import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.testing.ClusterJob;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.Storage;
import com.cdc.testing.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.flink.configuration.MemorySize;

/** A few audited tables, whose landing is held against what committed. */
final class StoredTables {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final int ROWS = 1200;

  private final TestPostgres postgres;
  private final AuditedSchema schema;
  private final Storage storage;
  private final List<TableId> tables;
  private int rounds;

  /** So many tables that each task has some, of several chunks each. */
  StoredTables(TestPostgres postgres, String name, Storage storage) {
    this.postgres = postgres;
    this.storage = storage;
    schema = AuditedSchema.create(postgres, name);
    tables = IntStream.range(0, 6).mapToObj(i -> schema.create("t" + i, ROWS)).toList();
    postgres.execute("ANALYZE");
  }

  PostgresConfig config() {
    return schema.config().withChunkSize(MemorySize.parse("16kb"));
  }

  /** A transaction in each table: rows come, change and go. */
  void change() {
    rounds++;
    int first = ROWS * 10 * rounds;
    for (TableId table : tables) {
      postgres.execute(
          "INSERT INTO %s SELECT n, 'round %d' FROM generate_series(%d, %d) n"
              .formatted(table, rounds, first, first + 150),
          "UPDATE %s SET note = 'changed in round %d' WHERE id %% 50 = %d"
              .formatted(table, rounds, rounds),
          "DELETE FROM %s WHERE id %% 100 = %d".formatted(table, 50 + rounds));
    }
  }

  /** A transaction in one table, whose rows land in one file. */
  void changeOne() {
    postgres.execute("UPDATE %s SET note = 'alone' WHERE id <= 10".formatted(tables.get(0)));
  }

  /** Waits until some row is visible. */
  void awaitFirstRow() {
    await()
        .atMost(SOON)
        .until(() -> tables.stream().anyMatch(t -> !storage.landing().parts(t).isEmpty()));
  }

  /** What of that which has committed has not landed as it must. */
  List<String> faults() {
    return schema.faults(storage.landing());
  }

  void awaitLanded(LocalPipeline pipeline) {
    awaitLanded(() -> pipeline.flink().terminated().isDone());
  }

  void awaitLanded(ClusterJob job) {
    awaitLanded(job::isOver);
  }

  /** Waits until all that committed has landed, once and in order, and folds to the tables. */
  private void awaitLanded(BooleanSupplier over) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(300))
        // a store's own files may be seen before they are whole and named, which objects are not
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              assertThat(over.getAsBoolean()).as("over").isFalse();
              assertThat(schema.foldFaults(storage.landing())).isEmpty();
              assertThat(schema.faults(storage.landing())).isEmpty();
            });
  }
}
