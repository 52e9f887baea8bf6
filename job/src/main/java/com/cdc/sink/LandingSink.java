package com.cdc.sink;

import com.cdc.config.CdcConfig;
import com.cdc.config.LandingConfig;
import com.cdc.config.PostgresConfig;
import com.cdc.event.ChangeBatch;
import com.cdc.event.TableId;
import com.cdc.lease.Drain;
import com.cdc.lease.LockKeeper;
import com.cdc.lease.WriterClaim;
import com.cdc.metrics.Meters;
import com.cdc.metrics.MetricName;
import com.cdc.sink.WriterStateSerializer.State;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.sink.writer.DefaultFileWriterBucketFactory;
import org.apache.flink.connector.file.sink.writer.FileWriter;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.filesystem.RowWiseBucketWriter;

/**
 * Writes batches as NDJSON under the landing. Exactly-once: a part file becomes visible when the
 * checkpoint that covers its rows completes; until then readers that skip hidden names do not see
 * it. Only the writer whose claim is in force makes files visible: one that was stopped and
 * replaced, and goes on, ends instead.
 *
 * <pre>
 *   batches → writer: rows → the FileSink's writer → part files
 *                     shapes → {@link SchemaWriter}
 *           → committer: claim, the FileSink's committer, a look at the files
 *           → {@link ManifestWriter}: what was committed, one manifest for each checkpoint
 * </pre>
 */
public final class LandingSink
    implements Sink<ChangeBatch>,
        SupportsWriterState<ChangeBatch, State>,
        SupportsCommitter<LandingCommittable>,
        SupportsPostCommitTopology<LandingCommittable> {

  private static final long serialVersionUID = 1L;

  /** How often the FileSink looks whether a part file is too old. */
  private static final long CHECK_MILLIS = 60_000;

  private final LandingConfig config;
  private final HashMap<String, String> sources;
  private final FileSink<PartRows> files;
  private final WriterClaim claim;
  private final LockKeeper keeper;

  private LandingSink(
      LandingConfig config,
      HashMap<String, String> sources,
      FileSink<PartRows> files,
      WriterClaim claim,
      LockKeeper keeper) {
    this.config = config;
    this.sources = sources;
    this.files = files;
    this.claim = claim;
    this.keeper = keeper;
  }

  /**
   * The landing of a pipeline.
   *
   * @param claim of the only writer that may make files visible
   * @param keeper who brings the claim into force: the process has done so already
   */
  public static LandingSink of(CdcConfig pipeline, WriterClaim claim, LockKeeper keeper) {
    HashMap<String, String> sources = new HashMap<>();
    for (PostgresConfig source : pipeline.sources()) {
      for (TableId table : source.tables()) {
        sources.put(table.directory(), source.name());
      }
    }
    LandingConfig config = pipeline.landing();
    return new LandingSink(
        config,
        sources,
        FileSink.forRowFormat(new Path(config.uri()), new RowsEncoder())
            .withBucketAssigner(new PartBuckets())
            .withRollingPolicy(new LandingRollingPolicy(config))
            .build(),
        claim,
        keeper);
  }

  @Override
  @SuppressWarnings("deprecation") // the interface still asks for it
  public SinkWriter<ChangeBatch> createWriter(InitContext context) {
    throw new UnsupportedOperationException("Replaced by WriterInitContext (FLIP-371)");
  }

  @Override
  public SinkWriter<ChangeBatch> createWriter(WriterInitContext context) throws IOException {
    return restoreWriter(context, List.of());
  }

  @Override
  public StatefulSinkWriter<ChangeBatch, State> restoreWriter(
      WriterInitContext context, Collection<State> state) throws IOException {
    Path landing = new Path(config.uri());
    CountedParts parts =
        new CountedParts(
            new RowWiseBucketWriter<>(
                FileSystem.get(landing.toUri()).createRecoverableWriter(), new RowsEncoder()));
    FileWriter<PartRows> writer =
        new FileWriter<>(
            landing,
            context.metricGroup(),
            new PartBuckets(),
            new DefaultFileWriterBucketFactory<>(),
            parts,
            new LandingRollingPolicy(config),
            new PartNames(config.compression()),
            context.getProcessingTimeService(),
            CHECK_MILLIS);
    writer.initializeState(List.of()); // also starts to look at ages
    WaitingRows waiting =
        new WaitingRows(
            config.compression(),
            config.compressionLevel(),
            config.openParts(),
            WaitingRows.budgetOfHeap(context.getTaskInfo().getNumberOfParallelSubtasks()));
    for (State restored : state) {
      if (restored.rows() != null) {
        waiting.restore(restored.rows());
      }
    }
    LandingWriter made =
        new LandingWriter(
            config.uri(),
            context.getJobInfo().getJobId().toHexString(),
            context.getTaskInfo().getIndexOfThisSubtask(),
            context.getTaskInfo().getNumberOfParallelSubtasks(),
            writer,
            parts,
            waiting,
            new TableHourBuckets(config.bucketTime()),
            new SchemaWriter(config.uri()),
            directory -> sourceOf(sources, directory),
            Drain.of(claim));
    Meters.in(context.metricGroup()).gauge(MetricName.WAITING_BYTES, made::waitingBytes);
    return made;
  }

  /** A table that is not captured any more may have rows in an old state. */
  static String sourceOf(Map<String, String> sources, String directory) {
    return sources.getOrDefault(directory, PostgresConfig.UNNAMED);
  }

  @Override
  public SimpleVersionedSerializer<State> getWriterStateSerializer() {
    return new WriterStateSerializer();
  }

  @Override
  public Committer<LandingCommittable> createCommitter(CommitterInitContext context)
      throws IOException {
    return new ClaimedCommitter(
        System.currentTimeMillis(), files.createCommitter(context), claim, keeper);
  }

  @Override
  public SimpleVersionedSerializer<LandingCommittable> getCommittableSerializer() {
    return new CommittableSerializer(files.getCommittableSerializer());
  }

  @Override
  public void addPostCommitTopology(DataStream<CommittableMessage<LandingCommittable>> committed) {
    committed
        .global()
        .process(new ManifestWriter(config.uri(), sources))
        .returns(Types.VOID)
        .setParallelism(1)
        .setMaxParallelism(1)
        .name("manifests")
        .uid("manifests");
  }
}
