package com.cdc.testing;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Flink cluster of one application with high availability, each part a JVM of its own: ZooKeeper
 * in the place of Kubernetes, a JobManager that runs the job's {@code main}, one TaskManager.
 */
public final class ApplicationCluster implements AutoCloseable {

  private static final String ZOOKEEPER =
      "org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServerMain";

  private final Path directory;
  private final String classPath;
  private final int restPort = freePort();
  private final List<String> application;
  private final List<JavaProcess> others = new ArrayList<>();
  private JavaProcess jobManager;

  private ApplicationCluster(
      Path distribution, Path directory, @Nullable String savepoint, List<String> application)
      throws IOException {
    this.directory = Files.createDirectories(directory);
    this.classPath = FlinkJars.classPath(distribution);
    this.application = application;
    int zooKeeper = freePort();
    Path conf = Files.createDirectories(directory.resolve("conf"));
    Files.writeString(
        conf.resolve("flink-conf.yaml"),
        SessionCluster.CONFIGURATION.formatted(freePort(), restPort)
            + """
            high-availability.type: zookeeper
            high-availability.zookeeper.quorum: localhost:%d
            # so long does a killed JobManager keep the leadership
            high-availability.zookeeper.client.session-timeout: 20 s
            high-availability.cluster-id: %s
            high-availability.storageDir: %s
            """
                .formatted(zooKeeper, directory.getFileName(), directory.resolve("ha").toUri())
            + (savepoint == null ? "" : "execution.state-recovery.path: " + savepoint + "\n"));
    Files.writeString(conf.resolve("log4j2.properties"), SessionCluster.LOGGING);
    others.add(
        start(
            "zookeeper",
            classPath,
            ZOOKEEPER,
            List.of(String.valueOf(zooKeeper), directory.resolve("zookeeper").toString())));
    others.add(
        start(
            "taskmanager",
            classPath,
            SessionCluster.TASK_MANAGER,
            List.of("--configDir", conf.toString())));
    jobManager = startJobManager();
  }

  /**
   * Starts an application.
   *
   * @param directory of this cluster alone; its name is the cluster's id
   * @param savepoint to go on from; null to begin
   * @param application the jar, and the arguments of its main
   */
  public static ApplicationCluster start(
      Path distribution, Path directory, @Nullable String savepoint, String... application) {
    try {
      return new ApplicationCluster(distribution, directory, savepoint, List.of(application));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL to the JobManager, and a new one, which recovers the job. */
  public void replaceJobManager() {
    jobManager.kill();
    jobManager = startJobManager();
  }

  public boolean isAlive() {
    return jobManager.isAlive();
  }

  public FlinkWeb web() {
    return new FlinkWeb("http://localhost:" + restPort);
  }

  /** Waits until the job runs. */
  public void awaitRunning() {
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> {
              if (!isAlive()) {
                throw new IllegalStateException("The JobManager has ended\n" + tail());
              }
              return web().jobs().containsValue("RUNNING");
            });
  }

  /**
   * Stops the job with a savepoint and waits for the JobManager's end.
   *
   * @return the savepoint
   */
  public String stopWithSavepoint() {
    String savepoint = web().stopWithSavepoint(directory.resolve("savepoints").toUri().toString());
    int exitCode = jobManager.exitCode(120);
    if (exitCode != 0) {
      throw new IllegalStateException("Exit code " + exitCode + "\n" + tail());
    }
    return savepoint;
  }

  /** The last lines that all have logged and printed. */
  public String tail() {
    return Stream.concat(Stream.of(jobManager), others.stream())
        .map(JavaProcess::tail)
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    jobManager.close();
    others.forEach(JavaProcess::close);
  }

  private JavaProcess startJobManager() {
    List<String> arguments = new ArrayList<>(List.of(directory.resolve("conf").toString()));
    arguments.addAll(application);
    return start(
        "jobmanager",
        classPath + File.pathSeparator + ownClasses(),
        ApplicationMain.class.getName(),
        arguments);
  }

  private static String ownClasses() {
    return Path.of(
            ApplicationMain.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toString();
  }

  private JavaProcess start(String name, String path, String main, List<String> arguments) {
    Path conf = directory.resolve("conf");
    return JavaProcess.start(
        name,
        directory,
        Map.of("FLINK_CONF_DIR", conf.toString()),
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-Djava.io.tmpdir=" + directory,
            "-Dzookeeper.admin.enableServer=false",
            "-Dlog4j2.configurationFile=" + conf.resolve("log4j2.properties")),
        path,
        main,
        arguments);
  }

  private static int freePort() {
    try {
      return SessionCluster.freePort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
