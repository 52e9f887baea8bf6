package com.cdc.sink;

import com.cdc.config.LandingConfig;
import java.io.IOException;
import org.apache.flink.streaming.api.functions.sink.filesystem.PartFileInfo;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.CheckpointRollingPolicy;

/**
 * Closes a part file with every checkpoint, so that none has to be resumed after a failure, and
 * before that when it is large or old.
 */
final class LandingRollingPolicy extends CheckpointRollingPolicy<PartRows, String> {

  private static final long serialVersionUID = 1L;

  private final long size;
  private final long ageMillis;

  LandingRollingPolicy(LandingConfig config) {
    size = config.rollSize().getBytes();
    ageMillis = config.rollAge().toMillis();
  }

  @Override
  public boolean shouldRollOnEvent(PartFileInfo<String> part, PartRows rows) throws IOException {
    return part.getSize() >= size;
  }

  @Override
  public boolean shouldRollOnProcessingTime(PartFileInfo<String> part, long now) {
    return now - part.getCreationTime() >= ageMillis;
  }
}
