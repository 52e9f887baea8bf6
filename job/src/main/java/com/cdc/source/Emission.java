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
  private final transient Runnable whenEmitted;

  Emission(List<ChangeBatch> batches, @Nullable SpooledChunk chunk, Offset offset) {
    this(batches, chunk, offset, () -> {});
  }

  /**
   * The same.
   *
   * @param whenEmitted hears of {@link #emitted}
   */
  Emission(
      List<ChangeBatch> batches,
      @Nullable SpooledChunk chunk,
      Offset offset,
      Runnable whenEmitted) {
    super(Map.of(), Map.of(), "", null, null);
    this.batches = batches;
    this.chunk = chunk;
    this.offset = offset;
    this.whenEmitted = whenEmitted;
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

  /** All of it was passed on. */
  void emitted() {
    whenEmitted.run();
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
