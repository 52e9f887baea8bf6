package com.cdc.testing;

import com.cdc.config.CdcConfig;
import com.cdc.config.CheckpointConfig;
import com.cdc.config.LandingConfig;
import com.cdc.config.PostgresConfig;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;

/**
 * Where a pipeline puts its files and checkpoints.
 *
 * @param uri what the pipeline is told
 * @param directory where the same is found on the local disk
 */
public record Storage(String uri, Path directory) {

  public static Storage local(Path directory) {
    return new Storage("file:" + directory, directory);
  }

  public Landing landing() {
    return new Landing(directory.resolve("landing"));
  }

  public String savepointUri() {
    return uri + "/savepoints";
  }

  /** A pipeline of one source into this storage, whose tables have a shard each. */
  public CdcConfig config(
      PostgresConfig postgres, RecordFormat format, int parallelism, Duration checkpointInterval) {
    return config(postgres, format, parallelism, checkpointInterval, Map.of());
  }

  /** The same with tables spread over so many shards. */
  public CdcConfig config(
      PostgresConfig postgres,
      RecordFormat format,
      int parallelism,
      Duration checkpointInterval,
      Map<TableId, Integer> shards) {
    return new CdcConfig(
        postgres.slot(),
        parallelism,
        0,
        List.of(postgres),
        format,
        new LandingConfig(uri + "/landing", MemorySize.ofMebiBytes(128), Duration.ofMinutes(15))
            .withShards(shards),
        new CheckpointConfig(uri + "/checkpoints", checkpointInterval, Duration.ofMinutes(1), 2),
        // a store that fails several times would otherwise be given a minute to come back
        Map.of("restart-strategy.exponential-delay.max-backoff", "2 s"));
  }
}
