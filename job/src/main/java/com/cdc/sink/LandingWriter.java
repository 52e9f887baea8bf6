package com.cdc.sink;

import com.cdc.event.ChangeBatch;
import com.cdc.event.Position;
import com.cdc.lease.Drain;
import com.cdc.sink.WriterStateSerializer.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.connector.file.sink.writer.FileWriter;
import org.jspecify.annotations.Nullable;

/**
 * Passes rows on to the FileSink's writer, perhaps through {@link WaitingRows}, versions of shapes
 * to their own files, and hands over with each checkpoint what its manifest says.
 */
final class LandingWriter
    implements StatefulSinkWriter<ChangeBatch, State>,
        CommittingSinkWriter<ChangeBatch, LandingCommittable> {

  /** A batch of this size is emptied once written: Flink holds it until the next one is there. */
  private static final int HUGE = 4 << 20;

  /** Rows have no event time that the FileSink would need. */
  private static final Context NO_CONTEXT =
      new Context() {
        @Override
        public long currentWatermark() {
          return Long.MIN_VALUE;
        }

        @Override
        public @Nullable Long timestamp() {
          return null;
        }
      };

  private final String landing;
  private final String job;
  private final int writer;
  private final int writers;
  private final FileWriter<PartRows> files;
  private final CountedParts parts;
  private final WaitingRows waiting;
  private final TableHourBuckets buckets;
  private final SchemaWriter schemas;
  private final UnaryOperator<String> sources;
  private final Drain drain;
  private final Map<String, SourceProgress> progress = new HashMap<>();
  private volatile long waitingBytes;

  /**
   * A writer.
   *
   * @param job Flink's id of it
   * @param writer its number, from 0
   * @param writers how many there are
   * @param sources from a table's directory to the name of its source
   */
  LandingWriter(
      String landing,
      String job,
      int writer,
      int writers,
      FileWriter<PartRows> files,
      CountedParts parts,
      WaitingRows waiting,
      TableHourBuckets buckets,
      SchemaWriter schemas,
      UnaryOperator<String> sources,
      Drain drain) {
    this.landing = landing;
    this.job = job;
    this.writer = writer;
    this.writers = writers;
    this.files = files;
    this.parts = parts;
    this.waiting = waiting;
    this.buckets = buckets;
    this.schemas = schemas;
    this.sources = sources;
    this.drain = drain;
  }

  @Override
  public void write(ChangeBatch batch, Context context) throws IOException, InterruptedException {
    if (batch.progress) {
      progress.put(batch.schema, SourceProgress.of(batch));
    } else if (batch.schemaVersion) {
      schemas.write(batch);
    } else {
      write(waiting.add(batch, buckets.of(batch)));
      waitingBytes = waiting.bytes();
      if (batch.lines.length > HUGE) {
        batch.lines = new byte[0];
      }
    }
  }

  /** Bytes that wait in memory; may be asked by any thread. */
  long waitingBytes() {
    return waitingBytes;
  }

  private void write(List<PartRows> ready) throws IOException, InterruptedException {
    for (PartRows rows : ready) {
      files.write(rows, NO_CONTEXT);
    }
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    write(endOfInput || drain.hasBegun() ? waiting.closeAll() : waiting.closeDue());
    waitingBytes = waiting.bytes();
    files.flush(endOfInput);
  }

  @Override
  public Collection<LandingCommittable> prepareCommit() throws IOException {
    List<FileSinkCommittable> pending = List.copyOf(files.prepareCommit());
    List<PartFile> account = pending.stream().map(parts::take).toList();
    Map<String, Position> open = new HashMap<>();
    waiting.forEach(
        rows -> open.merge(source(rows.bucket()), rows.first(), LandingWriter::earlier));
    return List.of(
        new LandingCommittable(
            pending,
            new WriterAccount(
                landing,
                job,
                writer,
                writers,
                System.currentTimeMillis(),
                UUID.randomUUID().toString().substring(0, 8),
                account,
                List.copyOf(progress.values()),
                open)));
  }

  private String source(String bucket) {
    return sources.apply(bucket.substring(0, bucket.indexOf('/')));
  }

  private static Position earlier(Position one, Position other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  @Override
  public List<State> snapshotState(long checkpointId) {
    List<State> state = new ArrayList<>();
    waiting.forEach(rows -> state.add(new State(rows)));
    return state;
  }

  @Override
  public void close() throws Exception {
    waiting.close();
    files.close();
  }
}
