package com.cdc.embedded;

import com.cdc.CdcPipeline;
import com.cdc.config.CdcConfig;
import com.cdc.lease.Drain;
import com.cdc.lease.LockKeeper;
import com.cdc.lease.PipelineIdentity;
import com.cdc.lease.Takeover;
import com.cdc.lease.Writer;
import com.cdc.lease.WriterClaim;
import com.cdc.metrics.MetricStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipeline on a Flink of its own in this JVM, with its web interface. Resumes from the newest
 * complete checkpoint under {@code checkpoint.uri}, which the claims of its pipeline's writers lead
 * to. Each start is a job of its own id, so that an earlier one that was stopped and goes on cannot
 * touch the checkpoints of the one that has replaced it.
 */
public final class EmbeddedFlink implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFlink.class);

  // together less than the minute that container platforms give
  private static final Duration CHECKPOINT_TIMEOUT = Duration.ofSeconds(35);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(7);

  private final MiniCluster cluster;
  private final JobID job;
  private final Writer writer;
  private final Drain drain;
  private final CompletableFuture<Void> terminated = new CompletableFuture<>();

  private EmbeddedFlink(MiniCluster cluster, JobID job, Writer writer, Drain drain) {
    this.drain = drain;
    this.cluster = cluster;
    this.job = job;
    this.writer = writer;
  }

  /**
   * Loads the file system plugins of {@code FLINK_PLUGINS_DIR} that the configuration uses; once in
   * a JVM, before any use.
   */
  public static void initializeFileSystems(CdcConfig config) {
    initializeFileSystems(
        config.flink(), List.of(config.landing().uri(), config.checkpoint().uri()));
  }

  /**
   * The same where there is no more than this.
   *
   * @param settings of Flink, which may name stores too
   */
  public static void initializeFileSystems(Map<String, String> settings, List<String> uris) {
    Configuration flink = Configuration.fromMap(StoreDefaults.under(settings));
    List<String> texts = new ArrayList<>(settings.values());
    texts.addAll(uris);
    FileSystem.initialize(
        flink, UsedFileSystems.in(texts, PluginUtils.createPluginManagerFromRootFolder(flink)));
  }

  /** Becomes the writer, however long that takes, and starts. */
  public static EmbeddedFlink start(CdcConfig config) throws Exception {
    return start(config, new Takeover(config).await(() -> false).orElseThrow());
  }

  /** Starts the cluster and submits the pipeline; the writer is closed with it, or if it fails. */
  public static EmbeddedFlink start(CdcConfig config, Writer writer) throws Exception {
    return start(config, writer, new MetricStore());
  }

  /**
   * The same.
   *
   * @param metrics hears of all metrics
   */
  public static EmbeddedFlink start(CdcConfig config, Writer writer, MetricReporter metrics)
      throws Exception {
    try {
      return submit(config, writer, metrics);
    } catch (Exception e) {
      writer.close();
      throw e;
    }
  }

  private static EmbeddedFlink submit(CdcConfig config, Writer writer, MetricReporter metrics)
      throws Exception {
    WebPort.requireFree(EmbeddedSettings.of(config));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(EmbeddedSettings.of(config));
    JobID job = new JobID();
    WriterClaim claim = Succession.claim(config, job);
    CdcPipeline.build(env, config, claim, LockKeeper.PROCESS);
    JobGraph graph = env.getStreamGraph().getJobGraph(EmbeddedFlink.class.getClassLoader(), job);
    // after the claim: what the writer before completes from now on, it cannot commit any more
    Checkpoints.newest(config.checkpoint().uri(), claim.jobs())
        .ifPresent(
            checkpoint -> {
              LOG.info("Resuming checkpoint={}", checkpoint);
              // of named sources one may have gone; one whose state is lost meets the landing guard
              boolean allowNonRestored = config.hasNamedSources();
              graph.setSavepointRestoreSettings(
                  SavepointRestoreSettings.forPath(
                      checkpoint, allowNonRestored, RestoreMode.CLAIM));
            });
    MiniCluster cluster =
        new ClosedCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(EmbeddedSettings.of(config))
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(config.parallelism())
                .build(),
            metrics);
    EmbeddedFlink running = new EmbeddedFlink(cluster, job, writer, Drain.of(claim));
    try {
      cluster.start();
      cluster.submitJob(graph).get();
      running.observe(cluster.requestJobResult(job));
      running.observe(writer);
      return running;
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  /** Where the web interface answers. */
  public String webUrl() {
    return cluster.getRestAddress().join().toString();
  }

  /** What Flink says that the job is doing; it may be starting again after a failure. */
  public CompletableFuture<JobStatus> jobStatus() {
    return cluster.getJobStatus(job);
  }

  /** The newest complete checkpoint of a pipeline, whether it runs or not: {@code …/chk-N}. */
  public static Optional<String> newestCheckpoint(CdcConfig config) {
    return PipelineIdentity.of(config)
        .claimInForce()
        .flatMap(claim -> Checkpoints.newest(config.checkpoint().uri(), claim.jobs()));
  }

  /** Completes when the job has ended for good, exceptionally if it failed. */
  public CompletableFuture<Void> terminated() {
    return terminated;
  }

  /**
   * Makes all rows that were read before this call visible in the landing, with their manifests,
   * but for those that wait to make a larger file.
   *
   * <p>Files are committed when their checkpoint's completion is heard of. That news is sent before
   * the next checkpoint can complete, so it is heard before the barrier of the one after that: once
   * the third is complete, the first one's files and manifest are there.
   */
  public void checkpoint() throws ExecutionException, InterruptedException, TimeoutException {
    checkpoints(3);
  }

  private void checkpoints(int count)
      throws ExecutionException, InterruptedException, TimeoutException {
    CompletableFuture<?> last = cluster.triggerCheckpoint(job, CheckpointType.CONFIGURED);
    for (int n = 1; n < count; n++) {
      last = last.thenCompose(done -> cluster.triggerCheckpoint(job, CheckpointType.CONFIGURED));
    }
    last.get(CHECKPOINT_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  /**
   * Ends reading; a last checkpoint with all files and manifests, then the end of job and cluster,
   * within a minute. If the checkpoint fails, nothing is lost: the next start resumes from the one
   * before.
   *
   * @return whether the last checkpoint is complete, or there was nothing yet to put into one
   */
  public boolean stop() {
    boolean clean = true;
    if (isInitializing()) {
      LOG.info(
          "Stopping before the job has begun; the next start resumes from the same checkpoint");
    } else if (!terminated.isDone()) {
      drain.begin();
      try {
        // what was on its way when the sources ended may come after the first of them
        checkpoints(4);
      } catch (ExecutionException | TimeoutException | InterruptedException e) {
        LOG.warn(
            "Stopping without a last checkpoint; the next start resumes from the one before", e);
        clean = false;
      }
    }
    close();
    return clean;
  }

  /** Whether what the job resumes from is still being read. */
  private boolean isInitializing() {
    try {
      return cluster.getJobStatus(job).get(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
          == JobStatus.INITIALIZING;
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      LOG.warn("The job does not say how it is", e);
      return false;
    }
  }

  /** Ends job and cluster at once. */
  @Override
  public void close() {
    try {
      if (!terminated.isDone()) {
        cluster.cancelJob(job).get(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        terminated.exceptionally(failure -> null).get(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      LOG.warn("The job did not end in time", e);
    } finally {
      try {
        cluster.closeAsync().get(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException | InterruptedException e) {
        LOG.warn("The cluster did not end in time", e);
      }
      writer.close();
      drain.forget();
    }
  }

  /** A job that cannot commit any more is of no use. */
  @SuppressWarnings("FutureReturnValueIgnored") // its outcome is `terminated`
  private void observe(Writer held) {
    held.lost()
        .exceptionally(
            taken -> {
              terminated.completeExceptionally(taken);
              return null;
            });
  }

  @SuppressWarnings("FutureReturnValueIgnored") // its outcome is `terminated`
  private void observe(CompletableFuture<JobResult> result) {
    result.whenComplete(
        (ended, failure) -> {
          Throwable cause = failure == null ? failureOf(ended) : failure;
          if (cause == null) {
            terminated.complete(null);
          } else {
            terminated.completeExceptionally(cause);
          }
        });
  }

  private static @Nullable Throwable failureOf(JobResult result) {
    return result
        .getSerializedThrowable()
        .map(failure -> failure.deserializeError(EmbeddedFlink.class.getClassLoader()))
        .orElse(null);
  }
}
