package com.cdc.source;

import com.cdc.event.ChangeBatch;
import com.cdc.postgres.RowLimit;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Another serializer that makes room for a huge batch at once.
 *
 * <p>Flink serializes each element into one array, which it keeps and doubles: a row a little
 * larger than the largest so far would need three times its bytes for that alone. So the first huge
 * one makes the array as large as a row may be.
 */
final class BatchSerializer extends TypeSerializer<ChangeBatch> {

  private static final long serialVersionUID = 1L;

  private static final int HUGE = 4 << 20;

  /** Names and numbers, and what a row gains when it becomes JSON, but for its escapes. */
  private static final int MARGIN = 1 << 16;

  private final TypeSerializer<ChangeBatch> batches;

  BatchSerializer(TypeSerializer<ChangeBatch> batches) {
    this.batches = batches;
  }

  @Override
  public void serialize(ChangeBatch batch, DataOutputView target) throws IOException {
    if (batch.lines.length > HUGE && target instanceof DataOutputSerializer array) {
      makeRoom(array, batch.lines.length + MARGIN);
    }
    batches.serialize(batch, target);
  }

  /**
   * The array grows to twice its length or by what is written, whichever is more: by a few
   * megabytes first, so that doubling then leads to the wanted length and no further.
   */
  private static void makeRoom(DataOutputSerializer array, int needed) throws IOException {
    int capacity = array.getSharedBuffer().length;
    int position = array.length();
    if (capacity - position >= needed || capacity > HUGE) {
      return;
    }
    int wanted = Math.max(needed, RowLimit.ofHeap() + MARGIN) + position;
    int first = wanted;
    while (first > 2 * HUGE) {
      first = (first + 1) / 2;
    }
    if (first >= 2 * capacity) {
      array.setPositionUnsafe(capacity);
      array.write(new byte[first - capacity]);
    }
    while (array.getSharedBuffer().length < wanted) {
      array.setPositionUnsafe(array.getSharedBuffer().length);
      array.writeByte(0);
    }
    array.setPositionUnsafe(position);
  }

  @Override
  public boolean isImmutableType() {
    return batches.isImmutableType();
  }

  @Override
  public TypeSerializer<ChangeBatch> duplicate() {
    return new BatchSerializer(batches.duplicate());
  }

  @Override
  public ChangeBatch createInstance() {
    return batches.createInstance();
  }

  @Override
  public ChangeBatch copy(ChangeBatch from) {
    return batches.copy(from);
  }

  @Override
  public ChangeBatch copy(ChangeBatch from, ChangeBatch reuse) {
    return batches.copy(from, reuse);
  }

  @Override
  public int getLength() {
    return batches.getLength();
  }

  @Override
  public ChangeBatch deserialize(DataInputView source) throws IOException {
    return batches.deserialize(source);
  }

  @Override
  public ChangeBatch deserialize(ChangeBatch reuse, DataInputView source) throws IOException {
    return batches.deserialize(reuse, source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    batches.copy(source, target);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchSerializer serializer && batches.equals(serializer.batches);
  }

  @Override
  public int hashCode() {
    return batches.hashCode();
  }

  /** No state holds batches; if one did, it would be Flink's own format. */
  @Override
  public TypeSerializerSnapshot<ChangeBatch> snapshotConfiguration() {
    return batches.snapshotConfiguration();
  }
}
