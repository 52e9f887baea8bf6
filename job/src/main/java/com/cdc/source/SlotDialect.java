package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.event.RecordFormat;
import com.cdc.lease.Drain;
import com.cdc.metrics.Meters;
import com.cdc.metrics.MetricName;
import com.cdc.pgoutput.StreamPosition;
import com.cdc.postgres.PostgresConnections;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.spi.SlotState;
import io.debezium.jdbc.JdbcConnection;
import io.debezium.relational.TableId;
import io.debezium.relational.history.TableChanges.TableChange;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.flink.cdc.connectors.base.config.JdbcSourceConfig;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.base.source.reader.external.FetchTask;
import org.apache.flink.cdc.connectors.base.source.reader.external.JdbcSourceFetchTaskContext;
import org.apache.flink.cdc.connectors.postgres.source.PostgresDialect;
import org.apache.flink.cdc.connectors.postgres.source.config.PostgresSourceConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.jspecify.annotations.Nullable;

/** Puts our own reading path into the connector's frame, at its extension points. */
final class SlotDialect extends PostgresDialect {

  private static final long serialVersionUID = 1L;

  private final PostgresConfig config;
  private final RecordFormat format;
  private final Map<com.cdc.event.TableId, Integer> shards;
  private final Drain drain;
  private final Duration maxAge;
  private transient @Nullable SnapshotReader snapshotReader;
  private transient @Nullable ConfirmDelay confirmDelay;
  private transient volatile @Nullable PgOutputStreamTask streamTask;
  private transient @Nullable StreamMeters streamMeters;
  private transient @Nullable Meters meters;
  private transient volatile @Nullable LongSupplier queuedBytes;

  /**
   * A dialect.
   *
   * @param shards over how many shards tables are spread, where that is more than one
   * @param maxAge for how long rows may wait in the sink over checkpoints
   */
  SlotDialect(
      PostgresSourceConfig frameConfig,
      PostgresConfig config,
      RecordFormat format,
      Map<com.cdc.event.TableId, Integer> shards,
      Drain drain,
      Duration maxAge) {
    super(frameConfig);
    this.drain = drain;
    this.maxAge = maxAge;
    this.config = config;
    this.format = format;
    this.shards = shards;
  }

  @Override
  public FetchTask<SourceSplitBase> createFetchTask(SourceSplitBase split) {
    ShapeFactory shapes = new ShapeFactory(config, format, shards);
    if (split.isSnapshotSplit()) {
      return new CopyChunkTask(split.asSnapshotSplit(), config, shapes, snapshotReader(), drain);
    }
    snapshotReader().abort();
    StreamMeters stream = streamMeters();
    stream.start(meters(), config.name());
    PgOutputStreamTask task =
        new PgOutputStreamTask(
            split.asStreamSplit(), config, shapes, snapshotReader(), drain, stream);
    streamTask = task;
    confirmDelay().start(StreamOffset.state(split.asStreamSplit().getStartingOffset()).position());
    return task;
  }

  @Override
  public JdbcSourceFetchTaskContext createFetchTaskContext(JdbcSourceConfig frameConfig) {
    EmissionQueue queue = new EmissionQueue(frameConfig, this);
    queuedBytes = queue::bytes;
    return queue;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId, @Nullable Offset offset) {
    PgOutputStreamTask task = streamTask;
    if (task != null && offset != null) {
      StreamPosition safe =
          confirmDelay().complete(checkpointId, StreamOffset.state(offset).position());
      if (safe != null) {
        task.confirm(safe);
      }
    }
  }

  @Override
  public List<TableId> discoverDataCollections(JdbcSourceConfig frameConfig) {
    return config.tables().stream().map(FrameTables::of).toList();
  }

  @Override
  public Map<TableId, TableChange> discoverDataCollectionSchemas(JdbcSourceConfig frameConfig) {
    Map<TableId, TableChange> schemas = new HashMap<>();
    for (TableId table : discoverDataCollections(frameConfig)) {
      schemas.put(table, FrameTables.schemaless(table));
    }
    return schemas;
  }

  @Override
  public boolean isIncludeDataCollection(JdbcSourceConfig frameConfig, TableId table) {
    return config.tables().contains(FrameTables.from(table));
  }

  /** One connection for one use, with the pinned settings; the frame's own would be pooled. */
  @Override
  public JdbcConnection openJdbcConnection(JdbcSourceConfig frameConfig) {
    return new EnumeratorConnection((PostgresSourceConfig) frameConfig, config);
  }

  /** The frame would clear a connection pool that this dialect never fills. */
  @Override
  public void close() {}

  /** Says that the slot is there, whatever is true: making it is up to {@link SlotLifecycle}. */
  private static final class EnumeratorConnection extends PostgresConnection {

    EnumeratorConnection(PostgresSourceConfig frameConfig, PostgresConfig config) {
      super(
          frameConfig.getDbzConnectorConfig().getJdbcConfig(),
          null,
          "cdc-enumerator",
          ignored -> PostgresConnections.openForQuestions(config));
    }

    /** The frame would make a missing one anew, and ask about a lost one for half an hour. */
    @Override
    public SlotState getReplicationSlotState(String slot, String plugin) {
      return new SlotState(Lsn.valueOf(0L), Lsn.valueOf(0L), 0L, false);
    }
  }

  /** Under which its metrics stand. */
  String source() {
    return config.name();
  }

  /** Those of this subtask from now on, with what is told of its queue. */
  synchronized Meters meters(MetricGroup group) {
    Meters made = Meters.in(group);
    meters = made;
    made.gauge(MetricName.QUEUED_BYTES, () -> queuedBytes().getAsLong(), config.name());
    return made;
  }

  private synchronized Meters meters() {
    Meters known = meters;
    if (known == null) { // a reader of its own, without Flink
      known = Meters.in(new UnregisteredMetricsGroup());
      meters = known;
    }
    return known;
  }

  /** A reader has one queue at a time. */
  private LongSupplier queuedBytes() {
    LongSupplier bytes = queuedBytes;
    return bytes == null ? () -> 0 : bytes;
  }

  /** The one of this subtask. */
  synchronized StreamMeters streamMeters() {
    StreamMeters made = streamMeters;
    if (made == null) {
      made = new StreamMeters();
      streamMeters = made;
    }
    return made;
  }

  /** The one of this subtask. */
  synchronized ConfirmDelay confirmDelay() {
    ConfirmDelay delay = confirmDelay;
    if (delay == null) {
      delay = new ConfirmDelay(maxAge);
      confirmDelay = delay;
    }
    return delay;
  }

  /** The one of this subtask. */
  synchronized SnapshotReader snapshotReader() {
    SnapshotReader reader = snapshotReader;
    if (reader == null) {
      reader = new SnapshotReader();
      snapshotReader = reader;
    }
    return reader;
  }
}
