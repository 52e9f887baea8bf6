package com.cdc.sink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Also reads what the FileSink's own serializer wrote into the checkpoints of earlier versions. */
record CommittableSerializer(SimpleVersionedSerializer<FileSinkCommittable> files)
    implements SimpleVersionedSerializer<LandingCommittable> {

  /** Far from the versions of the FileSink. */
  private static final int VERSION = 100;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(LandingCommittable committable) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(512);
    out.writeInt(committable.files().size());
    for (FileSinkCommittable file : committable.files()) {
      SimpleVersionedSerialization.writeVersionAndSerialize(files, file, out);
    }
    WriterAccount account = committable.account();
    out.writeBoolean(account != null);
    if (account != null) {
      account.write(out);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public LandingCommittable deserialize(int version, byte[] serialized) throws IOException {
    if (version < VERSION) {
      return new LandingCommittable(List.of(files.deserialize(version, serialized)), null);
    }
    LaterVersion.refuse("files", version, VERSION);
    DataInputDeserializer in = new DataInputDeserializer(serialized);
    List<FileSinkCommittable> pending = new ArrayList<>();
    for (int n = in.readInt(); n > 0; n--) {
      pending.add(SimpleVersionedSerialization.readVersionAndDeSerialize(files, in));
    }
    return new LandingCommittable(pending, in.readBoolean() ? WriterAccount.read(in) : null);
  }
}
