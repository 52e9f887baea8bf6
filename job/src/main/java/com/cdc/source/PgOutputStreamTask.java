package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.pgoutput.ChangeAssembler;
import com.cdc.pgoutput.PgOutputDecoder;
import com.cdc.postgres.Lsn;
import com.cdc.postgres.PostgresException;
import io.debezium.connector.base.ChangeEventQueue;
import io.debezium.pipeline.DataChangeEvent;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.base.source.reader.external.FetchTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the slot from the split's offset on, for as long as the job runs.
 *
 * <p>Runs on a thread of its own; {@link #confirm} and {@link #close} come from others. A lost
 * connection is opened again, for ever; only a {@link StopException} ends the task.
 */
final class PgOutputStreamTask implements FetchTask<SourceSplitBase> {

  private static final Logger LOG = LoggerFactory.getLogger(PgOutputStreamTask.class);

  /** Records of about this size make one emission. */
  private static final int EMISSION_BYTES = 1 << 20;

  /** So long may a record wait for others to share its emission while nothing more arrives. */
  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long FULL_QUEUE_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final StreamSplit split;
  private final PostgresConfig config;
  private final PgOutputDecoder decoder = new PgOutputDecoder();
  private final ChangeAssembler assembler;

  private volatile boolean running = true;
  private volatile long confirmable;
  private long confirmed;
  private long lastFlushed;
  private long firstPendingNanos;

  PgOutputStreamTask(StreamSplit split, PostgresConfig config) {
    this.split = split;
    this.config = config;
    assembler =
        new ChangeAssembler(
            new ShapeCatalogue(config),
            StreamOffset.position(split.getStartingOffset()),
            EMISSION_BYTES);
  }

  /** The slot may forget what the offset's position covers: its checkpoint and files are safe. */
  void confirm(Offset offset) {
    confirmable = StreamOffset.position(offset).flushed();
  }

  @Override
  public void execute(Context context) throws InterruptedException {
    ChangeEventQueue<DataChangeEvent> queue = context.getQueue();
    Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(20));
    while (running) {
      long from = assembler.position().flushed();
      try (SlotStream stream = open(from)) {
        LOG.info("Streaming slot={} from={}", config.slot(), Lsn.format(from));
        confirmed = 0;
        read(stream, queue, backoff);
      } catch (SQLException | PostgresException | ShapeCatalogue.CatalogueException e) {
        if (running) {
          LOG.warn(
              "Replication connection lost, opening it again slot={} retryIn={} cause={}",
              config.slot(),
              backoff.next(),
              e.getMessage());
          backoff.await(() -> !running);
        }
      }
      assembler.reconnected();
    }
  }

  /** The server would silently go forward to where the slot stands, so look there first. */
  private SlotStream open(long from) throws SQLException {
    SlotLifecycle.requireIntact(config, from);
    return SlotStream.open(config, from);
  }

  private void read(SlotStream stream, ChangeEventQueue<DataChangeEvent> queue, Backoff backoff)
      throws SQLException, InterruptedException {
    while (running) {
      ByteBuffer message = stream.poll();
      if (message != null) {
        backoff.reset();
        boolean wasEmpty = assembler.isEmpty();
        decoder.decode(message.array(), message.arrayOffset() + message.position(), assembler);
        if (wasEmpty && !assembler.isEmpty()) {
          firstPendingNanos = System.nanoTime();
        }
        if (assembler.isFull()) {
          emit(stream, queue);
        }
      } else {
        idle(stream, queue);
      }
      if (confirmable > confirmed) {
        confirmed = confirmable;
        stream.confirm(confirmed);
      }
    }
  }

  /** Nothing to read now: emit what waited long enough, or at least the progress. */
  private void idle(SlotStream stream, ChangeEventQueue<DataChangeEvent> queue)
      throws SQLException, InterruptedException {
    assembler.caughtUp(stream.received());
    boolean due =
        assembler.isEmpty()
            ? assembler.position().flushed() != lastFlushed
            : System.nanoTime() - firstPendingNanos > LINGER_NANOS;
    if (due) {
      emit(stream, queue);
    } else {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void emit(SlotStream stream, ChangeEventQueue<DataChangeEvent> queue)
      throws SQLException, InterruptedException {
    while (queue.remainingCapacity() == 0) { // the landing is slower than the database
      if (!running) {
        return;
      }
      stream.keepAlive();
      LockSupport.parkNanos(FULL_QUEUE_PAUSE_NANOS);
    }
    lastFlushed = assembler.position().flushed();
    queue.enqueue(
        new DataChangeEvent(new Emission(assembler.take(), StreamOffset.of(assembler.position()))));
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public SourceSplitBase getSplit() {
    return split;
  }

  @Override
  public void close() {
    running = false;
  }
}
