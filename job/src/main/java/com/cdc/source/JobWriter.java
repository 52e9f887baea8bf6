package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.lease.NotTheWriterException;
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
 * the end. A job that is restarted keeps its claim; one that was replaced meanwhile ends.
 */
final class JobWriter implements AutoCloseable {

  private static final long LOOK_MILLIS = TimeUnit.SECONDS.toMillis(2);

  private final SplitEnumeratorContext<?> context;
  private final PostgresConfig config;
  private final WriterClaim claim;
  private @Nullable Writer held;

  JobWriter(SplitEnumeratorContext<?> context, PostgresConfig config, WriterClaim claim) {
    this.context = context;
    this.config = config;
    this.claim = claim;
  }

  /**
   * Becomes the writer.
   *
   * @throws NotTheWriterException if another job has become it since this one was submitted
   * @throws IllegalStateException if another one is it now; to be tried again
   */
  void start() {
    try {
      Writer writer = Writer.tryBecome(List.of(config)).orElseThrow(this::busy);
      held = writer;
      if (!claim.isOpen()) {
        claim.requireInForce();
      }
      claim.write();
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

  private IllegalStateException busy() {
    String holder;
    try {
      holder = WriterLock.holder(config).map(WriterLock.Holder::toString).orElse("just gone");
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
  public void close() {
    Writer writer = held;
    held = null;
    if (writer != null) {
      writer.close();
    }
  }
}
