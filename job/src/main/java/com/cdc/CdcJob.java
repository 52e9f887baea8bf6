package com.cdc;

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
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry class of {@code flink run cdc-job.jar --config FILE}. Throws what is wrong; never exits
 * the JVM, which may be a cluster's.
 */
public final class CdcJob {

  private static final Logger LOG = LoggerFactory.getLogger(CdcJob.class);

  private CdcJob() {}

  public static void main(String[] args) throws Exception {
    CdcConfig config = ConfigLoader.load(configFile(args), System.getenv());
    LOG.info("Configuration{}{}", System.lineSeparator(), SettingsTable.of(config));
    StartupCheck.require(config);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    CdcPipeline.build(env, config, claim(config, env.getConfiguration()), LockKeeper.JOB);
    env.execute(config.name());
  }

  /** Waits for a job that still writes; the job itself writes the claim once it runs. */
  private static WriterClaim claim(CdcConfig config, ReadableConfig flink) throws SQLException {
    Takeover takeover = new Takeover(config);
    if (flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isPresent()) {
      takeover.requireFree();
    } else {
      takeover.await(() -> false).ifPresent(Writer::close);
    }
    PipelineIdentity pipeline = PipelineIdentity.of(config);
    Optional<WriterClaim> before = pipeline.claimInForce();
    List<String> servers = SlotServers.require(config, before);
    return pipeline.nextClaim(before, List.of()).on(servers);
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
