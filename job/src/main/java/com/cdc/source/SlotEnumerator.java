package com.cdc.source;

import com.cdc.lease.NotTheWriterException;
import com.cdc.lease.WriterClaim;
import java.io.IOException;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.cdc.connectors.base.source.assigner.state.PendingSplitsState;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.postgres.source.config.PostgresSourceConfig;
import org.apache.flink.cdc.connectors.postgres.source.enumerator.PostgresSourceEnumerator;
import org.jspecify.annotations.Nullable;

/** The frame's enumerator, which looks at the slot before it starts. */
final class SlotEnumerator extends PostgresSourceEnumerator {

  private final SplitEnumeratorContext<SourceSplitBase> context;
  private final Runnable beforeStart;
  private final SlotWatch watch;
  private final @Nullable JobWriter writer;
  private final WriterClaim claim;
  private @Nullable Runnable endWatch;

  /**
   * An enumerator that is started later.
   *
   * @param beforeStart throws what stops the job. Here and not where the enumerator is made: Flink
   *     only logs what restoring one throws
   * @param watch looks at the slot meanwhile
   * @param writer becomes the writer with the start; null if somebody else sees to that
   * @param claim of this instance
   */
  SlotEnumerator(
      SplitEnumeratorContext<SourceSplitBase> context,
      PostgresSourceConfig frameConfig,
      SlotSplitAssigner assigner,
      SlotDialect dialect,
      Runnable beforeStart,
      SlotWatch watch,
      @Nullable JobWriter writer,
      WriterClaim claim) {
    super(context, frameConfig, assigner, dialect, Boundedness.CONTINUOUS_UNBOUNDED);
    this.context = context;
    this.beforeStart = beforeStart;
    this.watch = watch;
    this.writer = writer;
    this.claim = claim;
  }

  @Override
  public void start() {
    if (writer != null) {
      writer.lock();
    }
    beforeStart.run();
    if (writer != null) {
      writer.claim(); // not before: a job that may not start leaves everything as it was
    }
    endWatch = watch.start();
    super.start();
  }

  /**
   * Ends the job if there is a later writer: completing a checkpoint removes older ones, and one of
   * them may be what that one resumes from just now. An instance that was stopped and goes on would
   * make all the checkpoints that it has missed, at once.
   */
  @Override
  public PendingSplitsState snapshotState(long checkpointId) {
    try {
      claim.requireNotReplaced();
    } catch (NotTheWriterException e) {
      // thrown from here it would fail the checkpoint alone
      context.callAsync(
          () -> e,
          (replaced, failure) -> {
            throw replaced;
          });
      throw e;
    }
    return super.snapshotState(checkpointId);
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      if (endWatch != null) {
        endWatch.run();
      }
      if (writer != null) {
        writer.close();
      }
    }
  }
}
