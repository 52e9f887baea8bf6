package com.cdc.source;

import java.io.IOException;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.postgres.source.config.PostgresSourceConfig;
import org.apache.flink.cdc.connectors.postgres.source.enumerator.PostgresSourceEnumerator;
import org.jspecify.annotations.Nullable;

/** The frame's enumerator, which looks at the slot before it starts. */
final class SlotEnumerator extends PostgresSourceEnumerator {

  private final Runnable beforeStart;
  private final @Nullable JobWriter writer;

  /**
   * An enumerator that is started later.
   *
   * @param beforeStart throws what stops the job. Here and not where the enumerator is made: Flink
   *     only logs what restoring one throws
   * @param writer becomes the writer with the start; null if somebody else sees to that
   */
  SlotEnumerator(
      SplitEnumeratorContext<SourceSplitBase> context,
      PostgresSourceConfig frameConfig,
      SlotSplitAssigner assigner,
      SlotDialect dialect,
      Runnable beforeStart,
      @Nullable JobWriter writer) {
    super(context, frameConfig, assigner, dialect, Boundedness.CONTINUOUS_UNBOUNDED);
    this.beforeStart = beforeStart;
    this.writer = writer;
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
    super.start();
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      if (writer != null) {
        writer.close();
      }
    }
  }
}
