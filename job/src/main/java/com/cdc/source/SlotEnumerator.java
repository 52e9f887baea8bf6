package com.cdc.source;

import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.postgres.source.config.PostgresSourceConfig;
import org.apache.flink.cdc.connectors.postgres.source.enumerator.PostgresSourceEnumerator;

/** The frame's enumerator, which looks at the slot before it starts. */
final class SlotEnumerator extends PostgresSourceEnumerator {

  private final Runnable beforeStart;

  /**
   * An enumerator that is started later.
   *
   * @param beforeStart throws what stops the job. Here and not where the enumerator is made: Flink
   *     only logs what restoring one throws. And before the frame's own start, which would silently
   *     make a missing slot anew
   */
  SlotEnumerator(
      SplitEnumeratorContext<SourceSplitBase> context,
      PostgresSourceConfig frameConfig,
      SlotSplitAssigner assigner,
      SlotDialect dialect,
      Runnable beforeStart) {
    super(context, frameConfig, assigner, dialect, Boundedness.CONTINUOUS_UNBOUNDED);
    this.beforeStart = beforeStart;
  }

  @Override
  public void start() {
    beforeStart.run();
    super.start();
  }
}
