package com.cdc.sink;

import com.cdc.event.ChangeBatch;
import com.cdc.event.TableId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;

/**
 * The directory of a batch: {@code cdc.<schema>.<table>/date=YYYY-MM-DD/hour=HH} of its commit time
 * in UTC, which is the same in a replay.
 */
public final class TableHourBucketAssigner implements BucketAssigner<ChangeBatch, String> {

  private static final long serialVersionUID = 1L;

  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("'/date='uuuu-MM-dd'/hour='HH").withZone(ZoneOffset.UTC);

  @Override
  public String getBucketId(ChangeBatch batch, Context context) {
    return new TableId(batch.schema, batch.table).directory()
        + HOUR.format(Instant.ofEpochMilli(batch.timeMillis));
  }

  @Override
  public SimpleVersionedSerializer<String> getSerializer() {
    return SimpleVersionedStringSerializer.INSTANCE;
  }
}
