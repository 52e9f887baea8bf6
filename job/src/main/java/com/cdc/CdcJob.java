package com.cdc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigException;
import com.cdc.config.ConfigLoader;
import com.cdc.config.SettingsTable;
import com.cdc.lease.LockKeeper;
import com.cdc.lease.PipelineIdentity;
import com.cdc.lease.SlotServers;
import com.cdc.lease.Takeover;
import com.cdc.lease.Writer;
import com.cdc.lease.WriterClaim;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.highavailability.JobResultStoreOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry class of {@code flink run cdc-job.jar --config FILE}. Throws what is wrong; never exits
 * the JVM, which may be a cluster's.
 *
 * <p>In application mode it runs in the JobManager, with high availability once more in each
 * JobManager that takes over. The job is recovered beside it then, and {@code execute} only waits
 * for its end: nothing here may fail because the job runs already.
 */
public final class CdcJob {

  private static final Logger LOG = LoggerFactory.getLogger(CdcJob.class);

  private CdcJob() {}

  public static void main(String[] args) throws Exception {
    CdcConfig config = ConfigLoader.load(configFile(args), System.getenv());
    LOG.info("Configuration{}{}", System.lineSeparator(), SettingsTable.of(config));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    CdcPipeline.build(env, config, claim(config, env.getConfiguration()), LockKeeper.JOB);
    env.execute(config.name());
  }

  /** Waits for a job that still writes; the job itself writes the claim once it runs. */
  private static WriterClaim claim(CdcConfig config, ReadableConfig flink) throws SQLException {
    PipelineIdentity pipeline = PipelineIdentity.of(config);
    Optional<String> start = recoverableStart(flink);
    Takeover takeover = new Takeover(config);
    if (start.isPresent() && pipeline.claimInForce().filter(c -> c.isOf(start.get())).isPresent()) {
      LOG.info("The job has started before, and is recovered beside this start={}", start.get());
      takeover.awaitDatabases(() -> false, () -> {});
    } else {
      StartupCheck.require(config);
      if (flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isPresent()) {
        takeover.requireFree();
      } else {
        takeover.await(() -> false).ifPresent(Writer::close);
      }
    }
    Optional<WriterClaim> before = pipeline.claimInForce();
    WriterClaim next =
        pipeline.nextClaim(before, List.of()).on(SlotServers.require(config, before));
    return start.map(next::of).orElse(next);
  }

  /**
   * What the starts of one job have in common, of which high availability makes one in each
   * JobManager: the job's id, the savepoint, and where results are stored, which the Kubernetes
   * Operator makes anew for each deployment. Empty without high availability.
   */
  private static Optional<String> recoverableStart(ReadableConfig flink) {
    if (flink.get(HighAvailabilityOptions.HA_MODE).equalsIgnoreCase("none")) {
      return Optional.empty();
    }
    return flink
        .getOptional(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID)
        .map(
            job ->
                String.join(
                    "\0",
                    job,
                    flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH).orElse(""),
                    flink.getOptional(JobResultStoreOptions.STORAGE_PATH).orElse("")))
        .map(start -> UUID.nameUUIDFromBytes(start.getBytes(UTF_8)).toString());
  }

  private static @Nullable Path configFile(String[] args) {
    if (args.length == 0) {
      return null;
    }
    if (args.length == 2 && args[0].equals("--config")) {
      return Path.of(args[1]);
    }
    throw new ConfigException(
        List.of("Expected `--config FILE`, or no argument and environment variables"));
  }
}
