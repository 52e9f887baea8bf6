package com.cdc.orphans;

import com.cdc.config.StorageConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;

/** Where checkpoints and savepoints lie that may be restored. */
record StatePlaces(Set<String> uris) {

  /** As many checkpoints as may fail one after another: {@code CdcPipeline} sets it. */
  private static final int TOLERATED = 10;

  private static final Duration SHORTEST = Duration.ofHours(1);

  StatePlaces {
    uris = Set.copyOf(uris);
  }

  /**
   * The pipeline's own, those of its settings for Flink, and the given ones.
   *
   * @throws OrphansException if what lies there is compressed, so that no name can be found in it
   */
  static StatePlaces of(StorageConfig config, Collection<String> given) {
    Configuration flink = Configuration.fromMap(config.flink());
    if (flink.get(ExecutionOptions.SNAPSHOT_COMPRESSION)) {
      throw new OrphansException(
          "Checkpoints are compressed (`flink.%s`), so it cannot be said what they need. Turn that"
                  .formatted(ExecutionOptions.SNAPSHOT_COMPRESSION.key())
              + " off, and come back when no compressed checkpoint or savepoint is kept.");
    }
    Set<String> uris = new TreeSet<>(given);
    uris.add(config.checkpoint().uri());
    flink.getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY).ifPresent(uris::add);
    flink.getOptional(CheckpointingOptions.SAVEPOINT_DIRECTORY).ifPresent(uris::add);
    return new StatePlaces(uris);
  }

  /**
   * The age below which a running job may still be at work on what no complete checkpoint names: as
   * many checkpoints as are tolerated may have failed since.
   */
  static Duration safeAge(StorageConfig config) {
    int tolerated =
        Configuration.fromMap(config.flink())
            .getOptional(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER)
            .orElse(TOLERATED);
    Duration attempt = config.checkpoint().interval().plus(config.checkpoint().timeout());
    Duration longest = attempt.multipliedBy(Math.min(tolerated, 1000) + 2L);
    return longest.compareTo(SHORTEST) > 0 ? longest : SHORTEST;
  }
}
