package com.cdc.sink;

import com.cdc.config.BucketTime;
import com.cdc.event.ChangeBatch;
import com.cdc.event.TableId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The directory of a batch: {@code cdc.<schema>.<table>/date=YYYY-MM-DD/hour=HH} in UTC. Of its
 * commit time it is the same in a replay.
 */
record TableHourBuckets(BucketTime time) {

  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("'/date='uuuu-MM-dd'/hour='HH").withZone(ZoneOffset.UTC);

  String of(ChangeBatch batch) {
    long millis =
        switch (time) {
          case COMMIT -> batch.timeMillis;
          case INGESTION -> System.currentTimeMillis();
        };
    return new TableId(batch.schema, batch.table).directory()
        + HOUR.format(Instant.ofEpochMilli(millis));
  }
}
