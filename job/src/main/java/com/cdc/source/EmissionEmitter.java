package com.cdc.source;

import com.cdc.event.ChangeBatch;
import java.io.IOException;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceRecords;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitState;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Hands batches on and advances the split's state in the same call, so that no checkpoint falls
 * between the two: a snapshot chunk is delivered whole or not at all, and the state never runs
 * ahead of, or behind, what was emitted.
 */
final class EmissionEmitter implements RecordEmitter<SourceRecords, ChangeBatch, SourceSplitState> {

  private final ConfirmDelay rows;
  private final RowMeters meters;
  private final StreamMeters stream;

  EmissionEmitter(ConfirmDelay rows, RowMeters meters, StreamMeters stream) {
    this.rows = rows;
    this.meters = meters;
    this.stream = stream;
  }

  @Override
  public void emitRecord(
      SourceRecords records, SourceOutput<ChangeBatch> output, SourceSplitState split)
      throws IOException {
    for (SourceRecord record : records.getSourceRecordList()) {
      if (record instanceof Emission emission) {
        for (ChangeBatch batch : emission.batches()) {
          emit(batch, output);
          if (batch.rows > 0) {
            stream.emitted(batch.timeMillis);
          }
        }
        try (SpooledChunk chunk = emission.chunk()) {
          if (chunk != null) {
            chunk.forEach(batch -> emit(batch, output));
          }
        }
        if (split.isSnapshotSplitState()) {
          split.asSnapshotSplitState().setHighWatermark(emission.offset());
        } else {
          split.asStreamSplitState().setStartingOffset(emission.offset());
        }
        emission.emitted();
      }
    }
  }

  private void emit(ChangeBatch batch, SourceOutput<ChangeBatch> output) {
    rows.emitted(batch.rows);
    meters.emitted(batch);
    output.collect(batch, batch.timeMillis);
  }
}
