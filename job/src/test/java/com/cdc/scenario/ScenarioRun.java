package com.cdc.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.audit.AuditedSchema;
import com.cdc.audit.LandedRow;
import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.postgres.Lsn;
import com.cdc.scenario.Change.Verb;
import com.cdc.scenario.Scenario.Beginning;
import com.cdc.scenario.Step.End;
import com.cdc.scenario.Step.Failure;
import com.cdc.source.ResnapshotRequest;
import com.cdc.testing.Landing;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.Storage;
import com.cdc.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.flink.configuration.MemorySize;
import org.awaitility.core.ConditionTimeoutException;

/** One scenario over a schema, a publication and a slot of its own. */
final class ScenarioRun implements AutoCloseable {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final int LISTED = 12;

  private final TestPostgres postgres;
  private final Scenario scenario;
  private final String name;
  private final Storage storage;
  private final Landing landing;
  private final AuditedSchema schema;
  private final Database database;
  private final PostgresConfig config;

  /** Where the requests stand of which snapshot rows must come. */
  private final Map<TableKind, Long> requests = new EnumMap<>(TableKind.class);

  /** The orders in which sessions committed. */
  private final List<List<Long>> orders = new ArrayList<>();

  private LocalPipeline pipeline;
  private int starts;

  ScenarioRun(TestPostgres postgres, Scenario scenario, String name, Storage storage) {
    this.postgres = postgres;
    this.scenario = scenario;
    this.name = name;
    this.storage = storage;
    landing = storage.landing();
    schema = AuditedSchema.create(postgres, name);
    database = new Database(postgres, name);
    scenario.tables().forEach(table -> schema.watch(table.create(postgres, name, scenario.rows())));
    config = schema.config().withChunkSize(MemorySize.parse(scenario.chunkSize()));
    // by hand, so that changes may come before the pipeline
    postgres.execute(
        "CREATE TABLE %s.uncaptured (id int)".formatted(name),
        "SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(name));
  }

  /** Does all steps, waits until everything has landed, and holds it against the audit. */
  void run() throws Exception {
    try (Traffic traffic = new Traffic(postgres, name, scenario)) {
      doSteps();
      traffic.stop();
      orders.add(traffic.commits());
    }
    orders.add(database.commits());
    List<Statement> last = new ArrayList<>();
    scenario.tables().forEach(t -> last.add(new Change(Verb.UPSERT, t, Change.KEYS, 1, 1)));
    database.transaction(last, End.COMMIT);

    awaitConfirmed(SOON);
    assertThat(faults()).as("when the slot has confirmed everything").isEmpty();
    long confirmed = landedBytes();
    requests.forEach(this::awaitSnapshot);
    pipeline.flink().stop();
    if (landedBytes() != confirmed) {
      assertThat(faults()).as("after the stop").isEmpty();
    }
    assertThat(schema.foldFaults(landing)).as("folded").isEmpty();
  }

  private void doSteps() throws Exception {
    for (int i = 0; i < scenario.steps().size(); i++) {
      if (i == scenario.stepsBefore()) {
        start();
        if (scenario.beginning() == Beginning.AFTER_SNAPSHOT) {
          awaitConfirmed(SOON);
        }
      }
      scenario.steps().get(i).happenIn(this);
      requests.keySet().removeIf(this::isEmpty);
    }
  }

  Database database() {
    return database;
  }

  /** Until the slot is confirmed up to the end of the log, or for a while. */
  void idle() {
    if (pipeline == null) {
      return;
    }
    try {
      awaitConfirmed(Duration.ofSeconds(3));
    } catch (ConditionTimeoutException e) {
      // a snapshot waits for a transaction that is open here, or rows are being read
    }
  }

  /** How much of the table is visible. */
  long landedBytes(TableKind table) {
    return landing.parts(table.id(name)).stream().mapToLong(part -> part.toFile().length()).sum();
  }

  private long landedBytes() {
    return scenario.tables().stream().mapToLong(this::landedBytes).sum();
  }

  /** Until a checkpoint has made so much of the table visible, or for a while. */
  void awaitLandedBytes(TableKind table, long bytes) {
    long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    while (pipeline != null && landedBytes(table) < bytes && System.nanoTime() < end) {
      pause(2);
    }
  }

  void pause(int millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  void fail(Failure failure) throws Exception {
    switch (failure) {
      case HARD_STOP -> {
        if (pipeline != null) {
          pipeline.close();
          start();
        }
      }
      case CLEAN_STOP -> {
        if (pipeline != null) {
          pipeline.flink().stop();
          start();
        }
      }
      case WALSENDER_KILLED ->
          postgres.query(
              "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                  + " WHERE backend_type = 'walsender'");
      case DATABASE_CRASH -> {
        postgres.crash();
        postgres.start();
      }
    }
  }

  void resnapshot(TableKind table) {
    requests.put(table, Lsn.parse(ResnapshotRequest.send(config, table.id(name))));
  }

  private void start() throws Exception {
    starts++;
    pipeline =
        LocalPipeline.start(
            config, storage, Duration.ofMillis(scenario.checkpointMillis()), shards());
  }

  /** From one to three by table, and other numbers after each start. */
  private Map<TableId, Integer> shards() {
    return scenario.tables().stream()
        .collect(Collectors.toMap(t -> t.id(name), t -> 1 + (t.ordinal() + starts) % 3));
  }

  /** What is confirmed has landed: that much the product promises. */
  private void awaitConfirmed(Duration atMost) {
    String end = postgres.query("SELECT pg_current_wal_flush_lsn()");
    await()
        .atMost(atMost)
        .until(
            () -> {
              assertThat(pipeline.flink().terminated()).isNotDone();
              return postgres
                  .query(
                      "SELECT confirmed_flush_lsn >= '%s' FROM pg_replication_slots WHERE slot_name = '%s'"
                          .formatted(end, name))
                  .equals("t");
            });
  }

  private void awaitSnapshot(TableKind table, long request) {
    await("snapshot of " + table + " requested at " + Lsn.format(request))
        .atMost(SOON)
        .until(
            () ->
                LandedRow.read(landing, table.id(name)).stream()
                    .anyMatch(row -> row.isRead() && row.position().lsn() > request));
  }

  private boolean isEmpty(TableKind table) {
    return postgres.query("SELECT EXISTS (SELECT FROM " + table.in(name) + ")").equals("f");
  }

  private List<String> faults() {
    List<String> faults = new ArrayList<>(schema.faults(landing));
    Map<Long, Long> positions = new HashMap<>();
    AuditedSchema.landed(landing, config.tables())
        .forEach(row -> positions.put(row.xid(), row.position().lsn()));
    for (List<Long> order : orders) {
      long before = 0;
      for (long xid : order) {
        long lsn = positions.getOrDefault(xid, before + 1); // that it is missing was found already
        if (lsn <= before) {
          faults.add("transaction " + xid + ": stands before one that committed earlier");
        }
        before = lsn;
      }
    }
    return faults.size() <= LISTED ? faults : faults.subList(0, LISTED);
  }

  @Override
  public void close() {
    if (pipeline != null) {
      pipeline.close();
    }
    await()
        .atMost(SOON)
        .until(
            () ->
                postgres
                    .query(
                        "SELECT count(*) FROM pg_replication_slots WHERE active AND slot_name = '%s'"
                            .formatted(name))
                    .equals("0"));
    postgres.execute(
        "SELECT pg_drop_replication_slot('%s')".formatted(name),
        "DROP PUBLICATION " + name,
        "DROP SCHEMA " + name + " CASCADE");
  }
}
