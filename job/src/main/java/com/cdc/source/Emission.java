package com.cdc.source;

import com.cdc.event.ChangeBatch;
import java.util.List;
import java.util.Map;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Batches, perhaps a snapshot chunk after them, and the offset that holds once all are emitted. A
 * {@code SourceRecord} only so that it fits through the connector's queue, which then carries a
 * thousand rows as one element.
 */
final class Emission extends SourceRecord {

  private static final long serialVersionUID = 1L;

  private final transient List<ChangeBatch> batches;
  private final transient @Nullable SpooledChunk chunk;
  private final transient Offset offset;

  Emission(List<ChangeBatch> batches, @Nullable SpooledChunk chunk, Offset offset) {
    super(Map.of(), Map.of(), "", null, null);
    this.batches = batches;
    this.chunk = chunk;
    this.offset = offset;
  }

  List<ChangeBatch> batches() {
    return batches;
  }

  /** To be closed by whoever emits it. */
  @Nullable SpooledChunk chunk() {
    return chunk;
  }

  Offset offset() {
    return offset;
  }

  // records are compared nowhere; one is equal to itself
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
