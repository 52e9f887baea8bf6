package com.cdc.testing;

import com.cdc.CdcPipeline;
import com.cdc.config.CdcConfig;
import com.cdc.lease.LockKeeper;
import com.cdc.lease.PipelineIdentity;
import com.cdc.lease.Takeover;
import com.cdc.lease.Writer;
import com.cdc.lease.WriterClaim;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The pipeline as a job of a cluster in this JVM, which one stops with a savepoint and restores
 * from it, with another parallelism too: {@code flink run} without its command line.
 */
public final class ClusterJob implements AutoCloseable {

  private static final long SECONDS = 60;

  private final MiniCluster cluster;
  private final JobID job;

  private ClusterJob(MiniCluster cluster, JobID job) {
    this.cluster = cluster;
    this.job = job;
  }

  /** Begins without a state. */
  public static ClusterJob start(CdcConfig config) throws Exception {
    return submit(config, SavepointRestoreSettings.none());
  }

  /** Goes on from a savepoint. */
  public static ClusterJob restore(CdcConfig config, String savepoint) throws Exception {
    return submit(config, SavepointRestoreSettings.forPath(savepoint));
  }

  private static ClusterJob submit(CdcConfig config, SavepointRestoreSettings restore)
      throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    new Takeover(config).await(() -> false).ifPresent(Writer::close);
    PipelineIdentity pipeline = PipelineIdentity.of(config);
    WriterClaim claim = pipeline.nextClaim(pipeline.claimInForce(), List.of());
    CdcPipeline.build(env, config, claim, LockKeeper.JOB);
    JobGraph graph = env.getStreamGraph().getJobGraph();
    graph.setSavepointRestoreSettings(restore);
    MiniCluster cluster = new MiniCluster(cluster(config.parallelism()));
    ClusterJob running = new ClusterJob(cluster, graph.getJobID());
    try {
      cluster.start();
      cluster.submitJob(graph).get();
      return running;
    } catch (Exception e) {
      running.close();
      throw e;
    }
  }

  private static MiniClusterConfiguration cluster(int slots) {
    Configuration flink = new Configuration();
    flink.set(RestOptions.BIND_PORT, "0");
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ZERO);
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(16));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(16));
    return new MiniClusterConfiguration.Builder()
        .setConfiguration(flink)
        .setNumTaskManagers(1)
        .setNumSlotsPerTaskManager(slots)
        .build();
  }

  /** All tasks are lost, and the job goes on from its newest checkpoint on a new TaskManager. */
  public void loseTasks() throws Exception {
    cluster.terminateTaskManager(0).get(SECONDS, TimeUnit.SECONDS);
    cluster.startTaskManager();
  }

  /** Why it was restarted last, or ended; with the whole trace. */
  public Optional<String> lastFailure() {
    return Optional.ofNullable(cluster.getExecutionGraph(job).join().getFailureInfo())
        .map(ErrorInfo::getExceptionAsString);
  }

  /** Whether it has ended, by itself too. */
  public boolean isOver() {
    return cluster.getJobStatus(job).join().isGloballyTerminalState();
  }

  /** Ends the job, whose tasks run, and returns the savepoint's path. */
  public String stopWithSavepoint(String directory) throws Exception {
    String savepoint =
        cluster
            .stopWithSavepoint(job, directory, false, SavepointFormatType.CANONICAL)
            .get(SECONDS, TimeUnit.SECONDS);
    close();
    return savepoint;
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
