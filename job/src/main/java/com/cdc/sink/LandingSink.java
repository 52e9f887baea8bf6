package com.cdc.sink;

import com.cdc.config.LandingConfig;
import com.cdc.event.ChangeBatch;
import com.cdc.lease.LockKeeper;
import com.cdc.lease.WriterClaim;
import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.connector.file.sink.writer.FileWriter;
import org.apache.flink.connector.file.sink.writer.FileWriterBucketState;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;

/**
 * Writes batches as NDJSON under the landing. Exactly-once: a part file becomes visible when the
 * checkpoint that covers its rows completes; until then readers that skip hidden names do not see
 * it. Only the writer whose claim is in force makes files visible: one that was stopped and
 * replaced, and goes on, ends instead.
 *
 * <p>It is a {@link FileSink}, with its state and its files, that looks at the claim before it
 * commits. Versions of tables' shapes go to files of their own, see {@link SchemaWriter}.
 */
public final class LandingSink
    implements Sink<ChangeBatch>,
        SupportsWriterState<ChangeBatch, FileWriterBucketState>,
        SupportsCommitter<FileSinkCommittable> {

  private static final long serialVersionUID = 1L;

  private final String landingUri;
  private final FileSink<ChangeBatch> files;
  private final WriterClaim claim;
  private final LockKeeper keeper;

  private LandingSink(
      String landingUri, FileSink<ChangeBatch> files, WriterClaim claim, LockKeeper keeper) {
    this.landingUri = landingUri;
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
  public static LandingSink of(LandingConfig config, WriterClaim claim, LockKeeper keeper) {
    return new LandingSink(
        config.uri(),
        FileSink.<ChangeBatch>forRowFormat(new Path(config.uri()), new BatchEncoder())
            .withBucketAssigner(new TableHourBucketAssigner())
            .withRollingPolicy(new LandingRollingPolicy(config))
            .withOutputFileConfig(OutputFileConfig.builder().withPartSuffix(".json").build())
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
    return writer(files.createWriter(context));
  }

  @Override
  public StatefulSinkWriter<ChangeBatch, FileWriterBucketState> restoreWriter(
      WriterInitContext context, Collection<FileWriterBucketState> state) throws IOException {
    return writer((FileWriter<ChangeBatch>) files.restoreWriter(context, state));
  }

  private LandingWriter writer(FileWriter<ChangeBatch> rows) {
    return new LandingWriter(rows, new SchemaWriter(landingUri));
  }

  @Override
  public SimpleVersionedSerializer<FileWriterBucketState> getWriterStateSerializer() {
    return files.getWriterStateSerializer();
  }

  @Override
  public Committer<FileSinkCommittable> createCommitter(CommitterInitContext context)
      throws IOException {
    return new ClaimedCommitter(files.createCommitter(context), claim, keeper);
  }

  @Override
  public SimpleVersionedSerializer<FileSinkCommittable> getCommittableSerializer() {
    return files.getCommittableSerializer();
  }
}
