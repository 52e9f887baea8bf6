package com.cdc.sink;

import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The state of a writer: rows that wait over a checkpoint. What earlier versions kept was the
 * FileSink's state of a bucket whose file was closed with the checkpoint: it says nothing.
 */
final class WriterStateSerializer
    implements SimpleVersionedSerializer<WriterStateSerializer.State> {

  /**
   * One bucket's rows.
   *
   * @param rows null in what an earlier version wrote
   */
  record State(@Nullable OpenRows rows) {}

  /** Far from the versions of the FileSink. */
  private static final int VERSION = 100;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(State state) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(512);
    OpenRows rows = state.rows();
    out.writeBoolean(rows != null);
    if (rows != null) {
      rows.write(out);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public State deserialize(int version, byte[] serialized) throws IOException {
    if (version < VERSION) {
      return new State(null);
    }
    LaterVersion.refuse("rows", version, VERSION);
    DataInputDeserializer in = new DataInputDeserializer(serialized);
    return new State(in.readBoolean() ? OpenRows.read(in) : null);
  }
}
