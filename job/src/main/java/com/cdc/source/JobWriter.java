package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.lease.NotTheWriterException;
import com.cdc.lease.PipelineIdentity;
import com.cdc.lease.Writer;
import com.cdc.lease.WriterClaim;
import com.cdc.postgres.WriterLock;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;

/**
 * Holds the writer's lock of one source for a job on a cluster, from the start of its enumerator to
 * the end. A job that is restarted keeps its claim; one that was replaced meanwhile ends. {@link
 * #close} may come from another thread, also during the start.
 */
final class JobWriter implements AutoCloseable {

  private static final long LOOK_MILLIS = TimeUnit.SECONDS.toMillis(2);

  private final SplitEnumeratorContext<?> context;
  private final PostgresConfig config;
  private final PipelineIdentity pipeline;
  private final WriterClaim claim;
  private @Nullable Writer held;
  private boolean closed;

  JobWriter(
      SplitEnumeratorContext<?> context,
      PostgresConfig config,
      PipelineIdentity pipeline,
      WriterClaim claim) {
    this.context = context;
    this.config = config;
    this.pipeline = pipeline;
    this.claim = claim;
  }

  /**
   * Takes the lock.
   *
   * @throws NotTheWriterException if another job has become the writer since this one was submitted
   * @throws IllegalStateException if another one is it now; to be tried again
   */
  void lock() {
    try {
      Writer writer =
          Writer.tryBecome(List.of(config), pipeline.application()).orElseThrow(this::busy);
      hold(writer);
      claim.requireNotReplaced();
      context.callAsync(
          () -> {
            writer.requireHeld();
            return writer;
          },
          (ignored, lost) -> {
            if (lost instanceof NotTheWriterException failure) {
              throw failure; // Flink fails the job with what a handler throws
            }
          },
          LOOK_MILLIS,
          LOOK_MILLIS);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot take the writer's lock: " + e.getMessage(), e);
    }
  }

  /** From now on this job may make files visible, and none before it. */
  void claim() {
    if (!claim.requireNotReplaced()) {
      claim.write();
    }
  }

  private synchronized void hold(Writer writer) {
    if (closed) {
      writer.close();
      throw new IllegalStateException("The job ended while it took the writer's lock");
    }
    held = writer;
  }

  private IllegalStateException busy() {
    String holder;
    try {
      holder = WriterLock.holder(config).map(WriterLock.Holder::toString).orElse("just gone");
      WriterLock.endSilentHolder(config, Writer.SILENCE);
    } catch (SQLException e) {
      holder = "unknown: " + e.getMessage();
    }
    return new IllegalStateException(
        "Another job is the writer of slot `"
            + config.slot()
            + "` ("
            + holder
            + "). End it; this job tries again until then.");
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (held != null) {
      held.close();
      held = null;
    }
  }
}
