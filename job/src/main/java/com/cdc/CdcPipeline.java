package com.cdc;

import com.cdc.config.CdcConfig;
import com.cdc.config.PostgresConfig;
import com.cdc.event.ChangeBatch;
import com.cdc.lease.LockKeeper;
import com.cdc.lease.WriterClaim;
import com.cdc.sink.LandingSink;
import com.cdc.source.SlotSource;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The pipeline: slot and tables of each source → spread by table → landing.
 *
 * <p>Every operator has a uid: by it a checkpoint finds its operator again, so none is ever
 * renamed.
 */
public final class CdcPipeline {

  private CdcPipeline() {}

  /**
   * Adds the pipeline to the environment.
   *
   * @param claim of the instance that may commit files
   * @param keeper who holds the writer's lock meanwhile
   */
  public static void build(
      StreamExecutionEnvironment env, CdcConfig config, WriterClaim claim, LockKeeper keeper) {
    env.configure(configuration(config));
    env.setParallelism(config.parallelism());
    changes(env, config, claim, keeper)
        .partitionCustom(TableSpread.of(config), batch -> batch)
        .sinkTo(LandingSink.of(config, claim, keeper))
        .name("landing")
        .uid("landing");
  }

  private static DataStream<ChangeBatch> changes(
      StreamExecutionEnvironment env, CdcConfig config, WriterClaim claim, LockKeeper keeper) {
    DataStream<ChangeBatch> changes = null;
    for (PostgresConfig source : config.sources()) {
      String operator = source.isNamed() ? "postgres-" + source.name() : "postgres";
      DataStream<ChangeBatch> own =
          env.fromSource(
                  SlotSource.of(config, source, claim, keeper),
                  WatermarkStrategy.noWatermarks(),
                  operator)
              .uid(operator);
      changes = changes == null ? own : changes.union(own);
    }
    return Objects.requireNonNull(changes, "a valid configuration has a source");
  }

  /** What the guarantees need of Flink; the user's own {@code flink} settings come first. */
  static Configuration configuration(CdcConfig config) {
    Configuration flink = new Configuration();
    flink.set(PipelineOptions.NAME, config.name());
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    flink.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, config.checkpoint().interval());
    flink.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, config.checkpoint().timeout());
    flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, config.checkpoint().uri());
    flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    flink.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, config.checkpoint().retained());
    // one reply lost by an object store is no reason to restart
    flink.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 10);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    flink.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofSeconds(1));
    flink.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofMinutes(1));
    config.flink().forEach(flink::setString);
    // not for choice: without these, rows could land twice, or the position be lost on a stop
    flink.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    // what is on its way when a checkpoint passes would be in neither its files nor its account
    flink.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    flink.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    return flink;
  }
}
