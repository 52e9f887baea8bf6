package com.cdc.torture.subject;

import com.cdc.testing.SessionCluster;
import com.cdc.testing.SessionCluster.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The job on a session cluster of one JobManager without high availability and two TaskManagers. A
 * process that ends is started again; a job that ends, or goes with its JobManager, is submitted
 * again from its newest checkpoint or savepoint, as an operator does it.
 */
public final class SessionClusterJob implements Subject {

  private static final int TASK_MANAGERS = 2;
  private static final long LOOK_MILLIS = 1_000;
  private static final Pattern SAVEPOINT = Pattern.compile("Path: (\\S+)");
  private static final Pattern JOB = Pattern.compile("JobID (\\p{XDigit}+)");

  private final Settings settings;
  private final SessionCluster cluster;
  private final States states;
  private final List<String> ownEnds = new ArrayList<>();
  private final Thread supervisor = new Thread(this::supervise, "supervisor");
  private Distribution distribution;
  private int parallelism;
  private @Nullable String savepoint;
  private @Nullable String job;
  private boolean stopped = true;

  /** Starts the cluster; the job is not submitted yet. */
  public SessionClusterJob(
      Path directory,
      Distribution distribution,
      Settings settings,
      int parallelism,
      Supplier<Map<String, String>> environment) {
    this.settings = settings;
    this.distribution = distribution;
    this.parallelism = parallelism;
    this.states = new States(settings.localStore());
    this.cluster =
        SessionCluster.start(
            distribution.home(), directory, TASK_MANAGERS, settings.flink(), environment);
    supervisor.setDaemon(true);
    supervisor.start();
  }

  @Override
  public synchronized void start() {
    stopped = false;
  }

  private void supervise() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        look();
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts what has ended. */
  private synchronized void look() {
    try {
      restartProcesses();
      if (!stopped) {
        keepJob();
      }
    } catch (RuntimeException e) {
      // a fault in the middle of it: the next look sees what is left to do
    }
  }

  private void restartProcesses() {
    Map<String, Long> alive = cluster.processes();
    for (String name : names()) {
      if (!alive.containsKey(name)) {
        cluster.start(name);
      }
    }
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of("jobmanager"));
    for (int i = 1; i <= TASK_MANAGERS; i++) {
      names.add("taskmanager-" + i);
    }
    return names;
  }

  private void keepJob() {
    if (cluster.web().overview().isEmpty()) {
      return; // no JobManager answers
    }
    Map<String, String> jobs = cluster.web().jobs();
    if (job != null && jobs.containsKey(job)) {
      String state = String.valueOf(jobs.get(job));
      if (!state.equals("FAILED") && !state.equals("CANCELED") && !state.equals("FINISHED")) {
        return;
      }
      ownEnds.add(ENDED + " " + state + ": " + cluster.web().lastFailure(job));
    }
    submit();
  }

  private void submit() {
    List<String> arguments = new ArrayList<>(List.of("run", "-d"));
    Optional<String> state = Optional.ofNullable(savepoint).or(states::newestCheckpoint);
    state.ifPresent(path -> arguments.addAll(List.of("-s", path)));
    arguments.addAll(
        List.of(
            distribution.jobJar().toString(), "--config", settings.write(parallelism).toString()));
    Result result = cluster.flink(arguments.toArray(String[]::new));
    Matcher submitted = JOB.matcher(result.output());
    if (submitted.find()) {
      job = submitted.group(1);
      savepoint = null;
    }
  }

  @Override
  public Map<String, Long> processes() {
    return cluster.processes();
  }

  @Override
  public void kill(String process) {
    cluster.kill(process);
  }

  @Override
  public synchronized void upgrade(Distribution build, int newParallelism) {
    stopWithSavepoint();
    distribution = build;
    parallelism = newParallelism;
    stopped = false;
  }

  /** Again and again, as an operator would while the cluster is in trouble. */
  private void stopWithSavepoint() {
    stopped = true;
    if (job == null) {
      return;
    }
    String stopping = job;
    Awaitility.await()
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> tryToStop(stopping));
    job = null;
  }

  private boolean tryToStop(String stopping) {
    restartProcesses();
    if (!cluster.web().jobs().containsKey(stopping)) {
      return !cluster.web().overview().isEmpty(); // gone with its JobManager
    }
    Result result = cluster.flink("stop", "--savepointPath", states.savepoints(), stopping);
    Matcher path = SAVEPOINT.matcher(result.output());
    if (result.exitCode() == 0 && path.find()) {
      savepoint = path.group(1);
      return true;
    }
    return false;
  }

  @Override
  public synchronized void stop() {
    stopWithSavepoint();
    if (savepoint == null) {
      throw new IllegalStateException("The job was gone when it was to stop");
    }
    // what the savepoint holds is committed by the stop itself; see the manifest of it
  }

  @Override
  public synchronized List<String> ownEnds() {
    return List.copyOf(ownEnds);
  }

  @Override
  public void close() {
    supervisor.interrupt();
    cluster.close();
  }
}
