package com.cdc.pgoutput;

import com.cdc.event.ChangeBatch;
import com.cdc.event.Operation;
import com.cdc.event.Position;
import com.cdc.event.TableId;
import com.cdc.json.BatchBuilder;
import com.cdc.json.IngestionClock;
import com.cdc.json.RecordWriter;
import com.cdc.json.RowShape;
import com.cdc.json.TableBatches;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns decoded messages into batches of records by table and knows, after every message, the
 * position from which the stream could be resumed.
 *
 * <p>Everything that {@link #take} returns belongs together with the {@link #position} at that
 * moment: emit both in one step. After an exception, neither may be used. Not thread-safe.
 */
public final class ChangeAssembler implements PgOutputHandler {

  private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);

  /** Where a change and Truncate, and where Commit have what may contradict earlier messages. */
  private static final int RELATION = 1;

  private static final int COMMIT_LSN = 2;

  private final ShapeResolver resolver;
  private final BiConsumer<String, String> messages;
  private final MoveListener moves;
  private final ShapeListener shapes;
  private final int fullBytes;
  private final IngestionClock clock = new IngestionClock();
  private final Map<Integer, ChangeWriter> writers = new HashMap<>();
  private final Map<Integer, Relation> announced = new HashMap<>();
  private final Set<Integer> notCaptured = new HashSet<>();
  private final Map<TableId, TableBatches> batches = new LinkedHashMap<>();

  private final long epoch;
  private long committed;
  private long flushed;
  private long openLsn;
  private long openMessages;
  private long openSeq;

  private boolean inTransaction;
  private long begun;
  private boolean skipped;
  private long received;
  private long commitMillis;
  private int xid;

  private long hour = Long.MIN_VALUE;
  private int bytes;
  private int rows;
  private boolean hourEnded;

  /**
   * @param messages takes prefix and content of an application's message
   * @param moves hears of key changes that leave unchanged values out
   * @param shapes hears from which position on a relation's rows are written in a shape
   * @param start where the stream begins
   * @param fullBytes how many bytes of records make the batches worth emitting
   */
  public ChangeAssembler(
      ShapeResolver resolver,
      BiConsumer<String, String> messages,
      MoveListener moves,
      ShapeListener shapes,
      StreamPosition start,
      int fullBytes) {
    this.resolver = resolver;
    this.messages = messages;
    this.moves = moves;
    this.shapes = shapes;
    this.fullBytes = fullBytes;
    epoch = start.epoch();
    committed = start.committed();
    flushed = start.flushed();
    openLsn = start.openLsn();
    openMessages = start.openMessages();
    openSeq = start.openSeq();
  }

  /** What has been turned into records so far, those not yet taken included. */
  public StreamPosition position() {
    return new StreamPosition(epoch, committed, flushed, openLsn, openMessages, openSeq);
  }

  /** The stream begins anew at {@link #position}: the server will repeat an open transaction. */
  public void reconnected() {
    inTransaction = false;
    announced.clear();
    writers.clear();
    notCaptured.clear();
  }

  /** The server has sent all that commits before {@code lsn}: a keepalive, nothing pending. */
  public void caughtUp(long lsn) {
    if (!inTransaction && openLsn == 0 && Long.compareUnsigned(lsn, flushed) > 0) {
      flushed = lsn;
    }
  }

  public boolean isEmpty() {
    return rows == 0;
  }

  /** Whether the batches should be taken before the next message is decoded. */
  public boolean isFull() {
    return bytes >= fullBytes || hourEnded;
  }

  /** Takes the batches of all records so far. */
  public List<ChangeBatch> take() {
    List<ChangeBatch> taken = new ArrayList<>(batches.size());
    for (TableBatches table : batches.values()) {
      table.build(taken::add);
    }
    bytes = 0;
    rows = 0;
    hourEnded = false;
    return taken;
  }

  @Override
  public void begin(long commitLsn, long commitMillis, int xid) {
    if (inTransaction) {
      throw new ProtocolViolation(0, "the transaction before it has not ended");
    }
    inTransaction = true;
    begun = commitLsn;
    received = 0;
    skipped = Long.compareUnsigned(commitLsn, committed) <= 0;
    if (!skipped && commitLsn != openLsn) {
      openLsn = commitLsn;
      openMessages = 0;
      openSeq = 0;
    }
    this.commitMillis = commitMillis;
    this.xid = xid;
    long commitHour = Math.floorDiv(commitMillis, HOUR_MILLIS);
    hourEnded = rows > 0 && commitHour != hour; // a batch lands in the directory of one hour
    hour = commitHour;
  }

  @Override
  public void commit(long commitLsn, long endLsn) {
    requireTransaction();
    if (commitLsn != begun) {
      throw new ProtocolViolation(COMMIT_LSN, "the transaction began with another commit LSN");
    }
    inTransaction = false;
    if (!skipped) {
      committed = commitLsn;
      openLsn = 0;
      openMessages = 0;
      openSeq = 0;
    }
    if (Long.compareUnsigned(endLsn, flushed) > 0) {
      flushed = endLsn;
    }
  }

  @Override
  public void relation(Relation relation) {
    RowShape shape = resolver.resolve(relation);
    if (shape == null) {
      announced.remove(relation.id());
      writers.remove(relation.id());
      notCaptured.add(relation.id());
    } else {
      notCaptured.remove(relation.id());
      TableBatches table =
          batches.computeIfAbsent(shape.table(), id -> new TableBatches(id, shape.shards()));
      announced.put(relation.id(), relation);
      writers.put(relation.id(), new ChangeWriter(shape, table, this));
    }
  }

  @Override
  public void insert(int relation, Tuple row) {
    ChangeWriter writer = next(relation);
    if (writer != null) {
      writer.insert(row);
    }
  }

  @Override
  public void update(int relation, @Nullable Tuple old, Tuple row) {
    ChangeWriter writer = next(relation);
    if (writer != null) {
      writer.update(old, row);
    }
  }

  @Override
  public void delete(int relation, Tuple old) {
    ChangeWriter writer = next(relation);
    if (writer != null) {
      writer.delete(old);
    }
  }

  @Override
  public void truncate(int[] relations) {
    if (isNew()) {
      for (int relation : relations) {
        ChangeWriter writer = writer(relation);
        if (writer != null) {
          use(relation);
          writer.truncate();
        }
      }
    }
  }

  /** One in a transaction counts like a row, so that a resumed stream takes it once. */
  @Override
  public void message(boolean transactional, String prefix, String content) {
    if (!transactional || isNew()) {
      messages.accept(prefix, content);
    }
  }

  private @Nullable ChangeWriter next(int relation) {
    if (!isNew()) {
      return null;
    }
    if (!announced.isEmpty()) {
      use(relation);
    }
    return writer(relation);
  }

  /** Null if the table is not captured. */
  private @Nullable ChangeWriter writer(int relation) {
    ChangeWriter writer = writers.get(relation);
    if (writer == null && !notCaptured.contains(relation)) {
      throw new ProtocolViolation(RELATION, "no Relation message has announced its relation");
    }
    return writer;
  }

  private void requireTransaction() {
    if (!inTransaction) {
      throw new ProtocolViolation(0, "no transaction has begun");
    }
  }

  /** The relation's next row is the first since it was announced. */
  private void use(int relation) {
    Relation first = announced.remove(relation);
    if (first != null) {
      shapes.used(first, new Position(epoch, openLsn, openSeq + 1), commitMillis);
    }
  }

  /** Counts a row message; false if it was emitted before the stream was resumed. */
  private boolean isNew() {
    requireTransaction();
    received++;
    if (skipped || received <= openMessages) {
      return false;
    }
    openMessages = received;
    return true;
  }

  /** Appends the metadata of the record that is being written: it is the transaction's next. */
  void stamp(RecordWriter writer, Operation op) {
    writer.metadata(op, epoch, openLsn, ++openSeq, commitMillis);
    writer.transaction(xid);
    writer.ingested(clock.now());
  }

  /** A row of the table has changed its key, and values of it were not sent. */
  void moved(TableId table) {
    moves.moved(table, openLsn);
  }

  /** Counts the record that was just ended, {@code length} bytes long. */
  void count(BatchBuilder batch, Operation op, int length) {
    batch.added(op, epoch, openLsn, openSeq, commitMillis);
    rows++;
    bytes += length;
  }
}
