package com.cdc.sink;

import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;

/** For the FileSink: rows know their bucket. */
final class PartBuckets implements BucketAssigner<PartRows, String> {

  private static final long serialVersionUID = 1L;

  @Override
  public String getBucketId(PartRows rows, Context context) {
    return rows.bucket();
  }

  @Override
  public SimpleVersionedSerializer<String> getSerializer() {
    return SimpleVersionedStringSerializer.INSTANCE;
  }
}
