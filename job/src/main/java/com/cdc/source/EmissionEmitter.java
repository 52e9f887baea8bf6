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

  EmissionEmitter(ConfirmDelay rows) {
    this.rows = rows;
  }

  @Override
  public void emitRecord(
      SourceRecords records, SourceOutput<ChangeBatch> output, SourceSplitState split)
      throws IOException {
    for (SourceRecord record : records.getSourceRecordList()) {
      if (record instanceof Emission emission) {
        for (ChangeBatch batch : emission.batches()) {
          emit(batch, output);
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
    output.collect(batch, batch.timeMillis);
  }
}
