package com.cdc.sink;

import com.cdc.config.LandingConfig;
import com.cdc.event.ChangeBatch;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;

/**
 * Writes batches as NDJSON under the landing. Exactly-once: a part file becomes visible when the
 * checkpoint that covers its rows completes; until then readers that skip hidden names do not see
 * it.
 */
public final class LandingSink {

  private LandingSink() {}

  public static FileSink<ChangeBatch> of(LandingConfig config) {
    return FileSink.<ChangeBatch>forRowFormat(
            new Path(config.uri()), (batch, stream) -> stream.write(batch.lines))
        .withBucketAssigner(new TableHourBucketAssigner())
        .withRollingPolicy(new LandingRollingPolicy(config))
        .withOutputFileConfig(OutputFileConfig.builder().withPartSuffix(".json").build())
        .build();
  }
}
