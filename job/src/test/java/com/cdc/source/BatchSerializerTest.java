package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.ChangeBatch;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class BatchSerializerTest {

  private final TypeSerializer<ChangeBatch> serializer =
      BatchType.create().createSerializer(new SerializerConfigImpl());

  @Test
  void hugeBatchesOfAnySizeShareOneArray() throws Exception {
    DataOutputSerializer target = new DataOutputSerializer(128);
    write(target, 1_000);
    write(target, 5_000_000);
    byte[] array = target.getSharedBuffer();

    write(target, 9_000_000);
    write(target, 20_000_000);

    assertThat(target.getSharedBuffer()).isSameAs(array);
  }

  private void write(DataOutputSerializer target, int bytes) throws Exception {
    ChangeBatch batch = new ChangeBatch();
    batch.table = "t";
    batch.rows = 1;
    batch.lines = new byte[bytes];
    batch.lines[bytes - 1] = 7;
    target.setPositionUnsafe(4); // as Flink does, for the length

    serializer.serialize(batch, target);

    ChangeBatch read =
        serializer.deserialize(
            new DataInputDeserializer(target.getSharedBuffer(), 4, target.length() - 4));
    assertThat(read.table).isEqualTo("t");
    assertThat(read.lines).isEqualTo(batch.lines);
  }
}
