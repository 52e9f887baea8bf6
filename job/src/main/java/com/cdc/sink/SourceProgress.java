package com.cdc.sink;

import com.cdc.event.ChangeBatch;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How far a source was read when a checkpoint passed.
 *
 * @param source the source's name
 * @param slot the name of its slot
 * @param lsn all transactions before it have passed as a whole
 */
record SourceProgress(String source, String slot, long epoch, long lsn) {

  static SourceProgress of(ChangeBatch progress) {
    return new SourceProgress(
        progress.schema, progress.table, progress.lastEpoch, progress.lastLsn);
  }

  void write(DataOutputView out) throws IOException {
    out.writeUTF(source);
    out.writeUTF(slot);
    out.writeLong(epoch);
    out.writeLong(lsn);
  }

  static SourceProgress read(DataInputView in) throws IOException {
    return new SourceProgress(in.readUTF(), in.readUTF(), in.readLong(), in.readLong());
  }
}
