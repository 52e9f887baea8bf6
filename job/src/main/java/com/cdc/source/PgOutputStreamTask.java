package com.cdc.source;

import com.cdc.config.OnLostSlot;
import com.cdc.config.PostgresConfig;
import com.cdc.event.ChangeBatch;
import com.cdc.event.TableId;
import com.cdc.lease.Drain;
import com.cdc.pgoutput.ChangeAssembler;
import com.cdc.pgoutput.MalformedMessageException;
import com.cdc.pgoutput.PgOutputDecoder;
import com.cdc.pgoutput.Relation;
import com.cdc.pgoutput.StreamPosition;
import com.cdc.postgres.Lsn;
import com.cdc.postgres.PostgresException;
import com.cdc.postgres.ServerIdentity;
import com.cdc.postgres.TableStamp;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.base.source.reader.external.FetchTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the slot from the split's offset on, for as long as the job runs, and beside it the tables
 * that are to be snapshotted since.
 *
 * <p>Runs on a thread of its own; {@link #confirm} and {@link #close} come from others. A lost
 * connection is opened again, for ever, and a restart of the database is no reason to end; what no
 * further attempt would mend ends the task with a {@link StopException}.
 */
final class PgOutputStreamTask implements FetchTask<SourceSplitBase> {

  private static final Logger LOG = LoggerFactory.getLogger(PgOutputStreamTask.class);

  /** Records of about this size make one emission. */
  private static final int EMISSION_BYTES = 1 << 20;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final StreamSplit split;
  private final PostgresConfig config;
  private final ShapeCatalogue shapes;
  private final SchemaChanges changes;
  private final SeenRelations relations;
  private final PgOutputDecoder decoder = new PgOutputDecoder();
  private final InlineSnapshot snapshot;
  private final Drain drain;
  private ChangeAssembler assembler;
  private final FailurePersistence persistence;
  private final StreamMeters meters;
  private @Nullable ServerIdentity server;

  private volatile boolean running = true;

  /**
   * Null until a checkpoint of this run is complete: of the one that this run began with, files may
   * still have to be committed, and the one before it could not be restored any more.
   */
  private volatile @Nullable StreamPosition confirmable;

  private long confirmed;
  private final EmissionPace pace = new EmissionPace();

  PgOutputStreamTask(
      StreamSplit split,
      PostgresConfig config,
      ShapeFactory factory,
      SnapshotReader reader,
      Drain drain,
      StreamMeters meters) {
    this.split = split;
    this.meters = meters;
    this.drain = drain;
    this.config = config;
    shapes = new ShapeCatalogue(config, factory, this::uncaptured);
    relations = new SeenRelations(shapes);
    persistence = new FailurePersistence(config);
    StreamState start = StreamOffset.state(split.getStartingOffset());
    factory.remember(start.known());
    List<TableId> tables = config.tables();
    SnapshotPlan plan = start.plan() == null ? SnapshotPlan.complete(tables) : start.plan();
    snapshot =
        new InlineSnapshot(
            config, factory, reader, plan.configured(tables), start.position().epoch(), meters);
    changes = new SchemaChanges(config, shapes, factory, snapshot, start.known());
    server = start.server();
    assembler = assembler(start.position());
  }

  private ChangeAssembler assembler(StreamPosition start) {
    return new ChangeAssembler(
        relations, snapshot::message, snapshot::moved, changes, start, EMISSION_BYTES);
  }

  /** The slot may forget what the position covers: its checkpoint and files are safe. */
  void confirm(StreamPosition position) {
    confirmable = position;
  }

  @Override
  public void execute(Context context) throws InterruptedException {
    changes.start();
    EmissionQueue queue = (EmissionQueue) context;
    Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(20));
    while (running) {
      StreamPosition from = assembler.position();
      try (SlotStream stream = SlotStream.open(config, server, from)) {
        LOG.info("Streaming slot={} from={}", config.slot(), Lsn.format(from.flushed()));
        server = stream.server();
        confirmed = 0;
        meters.connected();
        read(stream, queue, backoff);
      } catch (SlotGapException gap) {
        if (config.onLostSlot() == OnLostSlot.FAIL) {
          throw gap;
        }
        LOG.error("Changes are gone, beginning a new epoch cause={}", gap.getMessage());
        beginEpoch(queue, backoff);
      } catch (SQLException | PostgresException | ShapeCatalogue.CatalogueException e) {
        OversizedRow.stopIfCause(e, config, relations, assembler.position());
        persistence.failed(e, assembler.position());
        retryLater(e, backoff);
      }
      assembler.reconnected();
    }
  }

  private void read(SlotStream stream, EmissionQueue queue, Backoff backoff)
      throws SQLException, InterruptedException {
    while (running) {
      boolean wasEmpty = assembler.isEmpty();
      if (decodeNext(stream)) {
        backoff.reset();
        if (wasEmpty && !assembler.isEmpty()) {
          pace.waits();
        }
        if (assembler.isFull()) {
          emit(stream, queue);
        }
      } else {
        idle(stream, queue);
      }
      confirm(stream);
    }
  }

  /** A method of its own, so that no variable holds a huge message while the next is received. */
  private boolean decodeNext(SlotStream stream) throws SQLException {
    ByteBuffer message = stream.poll();
    if (message == null) {
      return false;
    }
    try {
      decoder.decode(
          message.array(),
          message.arrayOffset() + message.position(),
          message.remaining(),
          assembler);
    } catch (MalformedMessageException e) {
      throw MalformedStream.stop(config, assembler.position(), e);
    }
    return true;
  }

  /** Nothing to read now: emit what waited long enough, or at least the progress. */
  private void idle(SlotStream stream, EmissionQueue queue)
      throws SQLException, InterruptedException {
    assembler.caughtUp(stream.received());
    changes.look(assembler.position());
    boolean due =
        assembler.isEmpty() ? pace.isProgressDue(this::state) : pace.haveRecordsWaitedLongEnough();
    // a server that decodes a huge transaction sends nothing either
    if (assembler.isEmpty() && queue.bytes() == 0 && !changes.isBehind(assembler.position())) {
      meters.caughtUp();
    }
    if (due || snapshot.isReady()) {
      emit(stream, queue);
    } else {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** A position of an earlier epoch says nothing of this slot. */
  private void confirm(SlotStream stream) throws SQLException {
    StreamPosition position = confirmable;
    if (position != null
        && position.flushed() > confirmed
        && position.epoch() == assembler.position().epoch()) {
      confirmed = position.flushed();
      stream.confirm(confirmed);
    }
  }

  private void emit(SlotStream stream, EmissionQueue queue)
      throws SQLException, InterruptedException {
    // the landing is slower than the database, or the job is being stopped
    while (queue.isFull() || drain.hasBegun()) {
      if (!running) {
        return;
      }
      stream.keepAlive();
      queue.pause();
    }
    changes.look(assembler.position());
    InlineSnapshot.ReadChunk chunk = snapshot.poll();
    if (chunk != null && (chunk.chunk().number() == 0 || chunk.stamp().equals(TableStamp.NONE))) {
      changes.read(chunk.chunk().table(), chunk.stamp(), chunk.consistentPoint());
    }
    List<ChangeBatch> batches = assembler.take();
    batches.stream().mapToLong(batch -> batch.timeMillis).max().ifPresent(meters::read);
    enqueue(queue, batches, chunk == null ? null : chunk.rows());
    while (running && queue.isLaden()) { // by a huge row: the next may be as large
      stream.keepAlive();
      queue.pause();
    }
  }

  private void enqueue(EmissionQueue queue, List<ChangeBatch> batches, @Nullable SpooledChunk chunk)
      throws InterruptedException {
    batches.addAll(changes.take());
    StreamState state = state();
    if (!batches.isEmpty() || chunk != null) { // a manifest speaks of files, which have rows
      batches.add(Markers.progress(config, state.position()));
    }
    pace.emitted(state);
    queue.add(batches, chunk, StreamOffset.of(state));
  }

  private StreamState state() {
    StreamPosition position = assembler.position();
    snapshot.streamed(position.flushed());
    return new StreamState(position, snapshot.plan(), server, changes.known());
  }

  /** All that landed is out of date: says so for each table, then reads them all anew. */
  private void beginEpoch(EmissionQueue queue, Backoff backoff) throws InterruptedException {
    try {
      long epoch = assembler.position().epoch() + 1;
      long from = SlotLifecycle.renew(config);
      List<ChangeBatch> batches = new ArrayList<>(assembler.take());
      for (TableId table : config.tables()) {
        batches.add(Markers.truncate(table, epoch, 0, System.currentTimeMillis()));
      }
      assembler = assembler(StreamPosition.startOf(epoch, from));
      changes.forget();
      snapshot.restart(SnapshotPlan.anew(config.tables()), epoch);
      server = null;
      while (running && queue.isFull()) {
        queue.pause();
      }
      if (running) {
        enqueue(queue, batches, null);
      }
    } catch (SQLException | PostgresException e) {
      persistence.failed(e);
      retryLater(e, backoff);
    }
  }

  private void uncaptured(Relation relation) {
    changes.uncaptured(relation);
  }

  private void retryLater(Exception cause, Backoff backoff) throws InterruptedException {
    if (running) {
      meters.failed();
      LOG.warn(
          "Replication connection lost, opening it again slot={} retryIn={} cause={}",
          config.slot(),
          backoff.next(),
          cause.getMessage());
      backoff.await(() -> !running);
    }
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
    changes.close();
    snapshot.close();
  }
}
