package com.cdc.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real Flink session cluster: a JobManager and a TaskManager with two slots, each a JVM of its
 * own with a Flink distribution's class path, and Flink's command line in a third. Flink comes
 * without its start scripts; what they work out is written into its configuration here.
 */
public final class SessionCluster implements AutoCloseable {

  private static final String JOB_MANAGER =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
  private static final String TASK_MANAGER =
      "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
  private static final String COMMAND_LINE = "org.apache.flink.client.cli.CliFrontend";

  /** Everything is set: a TaskManager without its scripts works nothing out. */
  private static final String CONFIGURATION =
      """
      jobmanager.rpc.address: localhost
      jobmanager.rpc.port: %d
      jobmanager.bind-host: localhost
      jobmanager.memory.process.size: 768m
      rest.address: localhost
      rest.bind-address: localhost
      rest.port: %d
      taskmanager.host: localhost
      taskmanager.bind-host: localhost
      taskmanager.numberOfTaskSlots: 2
      taskmanager.cpu.cores: 2.0
      taskmanager.memory.framework.heap.size: 128m
      taskmanager.memory.framework.off-heap.size: 128m
      taskmanager.memory.task.heap.size: 384m
      taskmanager.memory.task.off-heap.size: 64m
      taskmanager.memory.managed.size: 16m
      taskmanager.memory.network.min: 64m
      taskmanager.memory.network.max: 64m
      taskmanager.memory.jvm-metaspace.size: 256m
      taskmanager.memory.jvm-overhead.min: 192m
      taskmanager.memory.jvm-overhead.max: 192m
      """;

  private static final String LOGGING =
      """
      rootLogger.level = INFO
      rootLogger.appenderRef.file.ref = file
      appender.file.type = File
      appender.file.name = file
      appender.file.fileName = ${sys:log.file}
      appender.file.layout.type = PatternLayout
      appender.file.layout.pattern = %d %-5p %c{1.} - %m%n%ex
      # FLINK-35321: a warning of no consequence with every checkpoint
      logger.metrics.name = org.apache.flink.metrics.MetricGroup
      logger.metrics.level = ERROR
      """;

  private final Path directory;
  private final String classPath;
  private final int restPort;
  private final JavaProcess jobManager;
  private final JavaProcess taskManager;
  private int commands;

  private SessionCluster(Path distribution, Path directory) throws IOException {
    this.directory = directory;
    this.classPath = FlinkJars.classPath(distribution);
    this.restPort = freePort();
    Path conf = Files.createDirectories(directory.resolve("conf"));
    // not config.yaml: Flink would need snakeyaml-engine, which cdc-job.jar has to bring itself
    Files.writeString(
        conf.resolve("flink-conf.yaml"), CONFIGURATION.formatted(freePort(), restPort));
    Files.writeString(conf.resolve("log4j2.properties"), LOGGING);
    this.jobManager = start("jobmanager", JOB_MANAGER, "512m", "--configDir", conf.toString());
    this.taskManager = start("taskmanager", TASK_MANAGER, "512m", "--configDir", conf.toString());
  }

  /**
   * Starts a cluster and waits until it offers its slots.
   *
   * @param distribution the standalone distribution, from which Flink's jars are taken
   * @param directory where configuration, logs and output go
   */
  public static SessionCluster start(Path distribution, Path directory) {
    SessionCluster cluster;
    try {
      cluster = new SessionCluster(distribution, directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      await().atMost(Duration.ofMinutes(2)).until(cluster::offersItsSlots);
      return cluster;
    } catch (ConditionTimeoutException | IllegalStateException e) {
      String tail = cluster.tail();
      cluster.close();
      throw new IllegalStateException("The session cluster has not come up\n" + tail, e);
    }
  }

  /** What a command of {@code bin/flink} has printed, and its exit code. */
  public record Result(int exitCode, String output) {}

  /** Runs {@code bin/flink} with these arguments and waits for its end. */
  public Result flink(String... arguments) {
    commands++;
    try (JavaProcess command = start("flink-" + commands, COMMAND_LINE, "256m", arguments)) {
      return new Result(command.exitCode(120), command.output());
    }
  }

  /** The last lines that JobManager and TaskManager have logged and printed. */
  public String tail() {
    return jobManager.tail() + taskManager.tail();
  }

  @Override
  public void close() {
    try {
      taskManager.close();
    } finally {
      jobManager.close();
    }
  }

  private JavaProcess start(String name, String main, String heap, String... arguments) {
    Path conf = directory.resolve("conf");
    return JavaProcess.start(
        name,
        directory,
        Map.of("FLINK_CONF_DIR", conf.toString()),
        List.of(
            "-Xmx" + heap,
            "-Djava.io.tmpdir=" + directory,
            "-XX:+UseSerialGC",
            "-Dlog4j2.configurationFile=" + conf.resolve("log4j2.properties")),
        classPath,
        main,
        List.of(arguments));
  }

  private boolean offersItsSlots() throws InterruptedException {
    if (!jobManager.isAlive() || !taskManager.isAlive()) {
      throw new IllegalStateException("JobManager or TaskManager has ended");
    }
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://localhost:%d/overview".formatted(restPort)))
                  .build(),
              BodyHandlers.ofString())
          .body()
          .contains("\"slots-available\":2");
    } catch (IOException e) {
      return false; // it does not listen yet
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
