package com.cdc.source;

import com.cdc.config.CdcConfig;
import com.cdc.config.LandingConfig;
import com.cdc.config.PostgresConfig;
import com.cdc.event.ChangeBatch;
import com.cdc.event.RecordFormat;
import com.cdc.lease.Drain;
import com.cdc.lease.LockKeeper;
import com.cdc.lease.PipelineIdentity;
import com.cdc.lease.WriterClaim;
import com.cdc.metrics.Meters;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.cdc.connectors.base.options.StartupOptions;
import org.apache.flink.cdc.connectors.base.source.assigner.state.HybridPendingSplitsState;
import org.apache.flink.cdc.connectors.base.source.assigner.state.PendingSplitsState;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.postgres.source.PostgresSourceBuilder.PostgresIncrementalSource;
import org.apache.flink.cdc.connectors.postgres.source.config.PostgresSourceConfig;
import org.apache.flink.cdc.connectors.postgres.source.config.PostgresSourceConfigFactory;
import org.apache.flink.cdc.connectors.postgres.source.enumerator.PostgresSourceEnumerator;
import org.apache.flink.cdc.connectors.postgres.source.offset.PostgresOffsetFactory;
import org.apache.flink.cdc.connectors.postgres.source.reader.PostgresSourceReader;
import org.apache.flink.cdc.debezium.DebeziumDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every change of the configured tables: an exact snapshot, then the slot.
 *
 * <p>Enumerator, splits, readers and checkpointed state are the connector's; reading is ours.
 * Exactly-once with respect to checkpoints: a snapshot chunk is emitted whole or not at all, the
 * stream resumes at the row.
 */
public final class SlotSource extends PostgresIncrementalSource<ChangeBatch> {

  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(SlotSource.class);

  private final PostgresConfig config;
  private final LandingConfig landing;
  private final PipelineIdentity pipeline;
  private final WriterClaim claim;
  private final LockKeeper keeper;
  private transient @Nullable SnapshotProgress progress;
  private transient @Nullable SlotWatch watch;

  private SlotSource(
      PostgresSourceConfigFactory frame,
      PostgresConfig config,
      LandingConfig landing,
      RecordFormat format,
      PipelineIdentity pipeline,
      WriterClaim claim,
      LockKeeper keeper) {
    super(
        frame,
        new NoDeserializer(),
        new PostgresOffsetFactory(),
        new SlotDialect(
            frame.create(0),
            config,
            format,
            landing.shards(),
            Drain.of(claim),
            landing.openParts().longest(config.tables())));
    this.config = config;
    this.landing = landing;
    this.pipeline = pipeline;
    this.claim = claim;
    this.keeper = keeper;
  }

  /**
   * One of the sources of a pipeline.
   *
   * @param claim of the instance that may write
   * @param keeper who holds the writer's lock while the job runs
   */
  public static SlotSource of(
      CdcConfig pipeline, PostgresConfig source, WriterClaim claim, LockKeeper keeper) {
    return new SlotSource(
        frame(source, pipeline.checkpoint().retained()),
        source,
        pipeline.landing(),
        pipeline.record(),
        PipelineIdentity.of(pipeline),
        claim,
        keeper);
  }

  /**
   * The configuration of the connector's frame.
   *
   * @param retained how many checkpoints may be restored
   */
  static PostgresSourceConfigFactory frame(PostgresConfig postgres, int retained) {
    PostgresSourceConfigFactory frame = new PostgresSourceConfigFactory();
    frame.hostname(postgres.host());
    frame.port(postgres.port());
    frame.database(postgres.database());
    frame.username(postgres.user());
    frame.password(postgres.password().reveal());
    frame.decodingPluginName("pgoutput");
    frame.slotName(postgres.slot());
    frame.startupOptions(StartupOptions.initial());
    frame.skipSnapshotBackfill(true);
    frame.heartbeatInterval(Duration.ZERO);
    // a checkpoint's position is confirmed only once no retained checkpoint lies before it
    frame.setLsnCommitCheckpointsDelay(Math.max(1, retained - 1));
    Properties debezium = new Properties();
    debezium.setProperty(
        PostgresConnectorConfig.PUBLICATION_AUTOCREATE_MODE.name(),
        PostgresConnectorConfig.AutoCreateMode.DISABLED.getValue());
    debezium.setProperty(PostgresConnectorConfig.PUBLICATION_NAME.name(), postgres.publication());
    frame.debeziumProperties(debezium);
    return frame;
  }

  @Override
  public PostgresSourceEnumerator createEnumerator(
      SplitEnumeratorContext<SourceSplitBase> context) {
    SlotSplitAssigner assigner = new SlotSplitAssigner(config, progress(context));
    return enumerator(context, assigner, () -> beforeFirstStart(assigner));
  }

  @Override
  public PostgresSourceEnumerator restoreEnumerator(
      SplitEnumeratorContext<SourceSplitBase> context, PendingSplitsState state) {
    SlotSplitAssigner assigner =
        new SlotSplitAssigner(config, progress(context), (HybridPendingSplitsState) state);
    return enumerator(context, assigner, () -> beforeContinuing(assigner));
  }

  /** One for all enumerators that follow each other: a metric's name can be given once. */
  private SnapshotProgress progress(SplitEnumeratorContext<SourceSplitBase> context) {
    SnapshotProgress known = progress;
    if (known == null) {
      known = new SnapshotProgress();
      known.register(Meters.in(context.metricGroup()), config.name());
      progress = known;
    }
    return known;
  }

  /** One for all enumerators, too. */
  private SlotWatch watch(SplitEnumeratorContext<SourceSplitBase> context) {
    SlotWatch known = watch;
    if (known == null) {
      known = new SlotWatch(config);
      known.register(Meters.in(context.metricGroup()));
      watch = known;
    }
    return known;
  }

  private void beforeFirstStart(SlotSplitAssigner assigner) {
    switch (config.onLostSlot()) {
      case FAIL -> LandingGuard.requireEmpty(landing, config.tables());
      case RESNAPSHOT -> goOnAfterWhatLanded(assigner);
    }
    SlotLifecycle.createIfMissing(config);
  }

  private void beforeContinuing(SlotSplitAssigner assigner) {
    switch (config.onLostSlot()) {
      case FAIL -> {
        if (!assigner.isStreaming()) { // else the stream looks for itself, and can name the gap
          SlotLifecycle.requireUsable(config);
        }
      }
      case RESNAPSHOT -> SlotLifecycle.createIfMissing(config);
    }
    if (assigner.hasReadNothing()) {
      goOnAfterWhatLanded(assigner);
    }
  }

  private void goOnAfterWhatLanded(SlotSplitAssigner assigner) {
    long epoch = LandedEpoch.greatest(landing, config.tables());
    if (epoch > 0) {
      LOG.warn("The landing holds data, but this job has no state: a new epoch after={}", epoch);
      assigner.beginAnew(config, epoch);
    }
  }

  private PostgresSourceEnumerator enumerator(
      SplitEnumeratorContext<SourceSplitBase> context,
      SlotSplitAssigner assigner,
      Runnable beforeStart) {
    JobWriter writer =
        keeper == LockKeeper.JOB ? new JobWriter(context, config, pipeline, claim) : null;
    return new SlotEnumerator(
        context,
        (PostgresSourceConfig) configFactory.create(0),
        assigner,
        (SlotDialect) dataSourceDialect,
        beforeStart,
        watch(context),
        writer,
        claim);
  }

  @Override
  public PostgresSourceReader createReader(SourceReaderContext context) {
    PostgresSourceConfig frameConfig =
        (PostgresSourceConfig) configFactory.create(context.getIndexOfSubtask());
    SlotDialect dialect = (SlotDialect) dataSourceDialect;
    RowMeters rows = new RowMeters(Meters.in(context.metricGroup()), config.name());
    return SlotReader.of(
        context,
        frameConfig,
        dialect,
        sourceSplitSerializer,
        new EmissionEmitter(dialect.confirmDelay(), rows, dialect.streamMeters()));
  }

  @Override
  public TypeInformation<ChangeBatch> getProducedType() {
    return BatchType.create();
  }

  /** The frame wants one; what it would be given, {@link EmissionEmitter} takes. */
  private static final class NoDeserializer implements DebeziumDeserializationSchema<ChangeBatch> {

    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(SourceRecord record, Collector<ChangeBatch> out) {
      throw new UnsupportedOperationException("Batches are not deserialized: " + record.topic());
    }

    @Override
    public TypeInformation<ChangeBatch> getProducedType() {
      return TypeInformation.of(ChangeBatch.class);
    }
  }
}
