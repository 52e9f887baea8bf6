package com.cdc.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real Flink session cluster: a JobManager and TaskManagers with two slots each, each a JVM of
 * its own with a Flink distribution's class path, and Flink's command line in a third. Flink comes
 * without its start scripts; what they work out is written into its configuration here.
 */
public final class SessionCluster implements AutoCloseable {

  private static final String JOB_MANAGER =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
  static final String TASK_MANAGER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
  private static final String COMMAND_LINE = "org.apache.flink.client.cli.CliFrontend";

  /** Everything is set: a TaskManager without its scripts works nothing out. */
  static final String CONFIGURATION =
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

  static final String LOGGING =
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

  private static final String JOB_MANAGER_NAME = "jobmanager";

  private final Path directory;
  private final String classPath;
  private final int restPort;
  private final int taskManagers;
  private final Supplier<Map<String, String>> environment;
  private final Map<String, JavaProcess> processes = new ConcurrentHashMap<>();
  private final AtomicInteger commands = new AtomicInteger();

  private SessionCluster(
      Path distribution,
      Path directory,
      int taskManagers,
      Map<String, String> flink,
      Supplier<Map<String, String>> environment)
      throws IOException {
    this.directory = directory;
    this.classPath = FlinkJars.classPath(distribution);
    this.restPort = freePort();
    this.taskManagers = taskManagers;
    Path conf = Files.createDirectories(directory.resolve("conf"));
    this.environment =
        () -> {
          Map<String, String> all = new HashMap<>(environment.get());
          all.put("FLINK_CONF_DIR", conf.toString());
          all.put("FLINK_PLUGINS_DIR", distribution.resolve("plugins").toString());
          return all;
        };
    StringBuilder configuration = new StringBuilder(CONFIGURATION.formatted(freePort(), restPort));
    flink.forEach((key, value) -> configuration.append(key + ": " + value + "\n"));
    // not config.yaml: Flink would need snakeyaml-engine, which cdc-job.jar has to bring itself
    Files.writeString(conf.resolve("flink-conf.yaml"), configuration);
    Files.writeString(conf.resolve("log4j2.properties"), LOGGING);
    start(JOB_MANAGER_NAME);
    for (int i = 1; i <= taskManagers; i++) {
      start("taskmanager-" + i);
    }
  }

  /**
   * Starts a cluster of one TaskManager and waits until it offers its slots.
   *
   * @param distribution the standalone distribution, from which Flink's jars are taken
   * @param directory where configuration, logs and output go
   */
  public static SessionCluster start(Path distribution, Path directory) {
    return start(distribution, directory, 1, Map.of(), Map::of);
  }

  /**
   * The same of several TaskManagers.
   *
   * @param flink further settings by Flink's keys
   * @param environment what a process that is started sees
   */
  public static SessionCluster start(
      Path distribution,
      Path directory,
      int taskManagers,
      Map<String, String> flink,
      Supplier<Map<String, String>> environment) {
    SessionCluster cluster;
    try {
      cluster = new SessionCluster(distribution, directory, taskManagers, flink, environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      cluster.awaitSlots();
      return cluster;
    } catch (ConditionTimeoutException | IllegalStateException e) {
      String tail = cluster.tail();
      cluster.close();
      throw new IllegalStateException("The session cluster has not come up\n" + tail, e);
    }
  }

  /** Waits until all TaskManagers offer all of their slots. */
  public void awaitSlots() {
    await().atMost(Duration.ofMinutes(3)).until(this::offersItsSlots);
  }

  /** The processes that live, by their names: {@code jobmanager}, {@code taskmanager-1}, … */
  public Map<String, Long> processes() {
    Map<String, Long> alive = new TreeMap<>();
    processes.forEach(
        (name, process) -> {
          if (process.isAlive()) {
            alive.put(name, process.pid());
          }
        });
    return alive;
  }

  /** SIGKILL. */
  public void kill(String name) {
    JavaProcess process = processes.get(name);
    if (process != null) {
      process.kill();
    }
  }

  /** Starts one that has ended again, with the same addresses. */
  public void start(String name) {
    String main = name.equals(JOB_MANAGER_NAME) ? JOB_MANAGER : TASK_MANAGER;
    processes.put(
        name, start(name, main, "512m", "--configDir", directory.resolve("conf").toString()));
  }

  /** Where the JobManager's REST interface is. */
  public FlinkWeb web() {
    return new FlinkWeb("http://localhost:" + restPort);
  }

  /** What a command of {@code bin/flink} has printed, and its exit code. */
  public record Result(int exitCode, String output) {}

  /** Runs {@code bin/flink} with these arguments and waits for its end. */
  public Result flink(String... arguments) {
    String name = "flink-" + commands.incrementAndGet();
    try (JavaProcess command = start(name, COMMAND_LINE, "256m", arguments)) {
      return new Result(command.exitCode(120), command.output());
    }
  }

  /** The last lines that JobManager and TaskManagers have logged and printed. */
  public String tail() {
    return processes.values().stream().map(JavaProcess::tail).collect(Collectors.joining());
  }

  @Override
  public void close() {
    processes.values().forEach(JavaProcess::close);
  }

  private JavaProcess start(String name, String main, String heap, String... arguments) {
    Path conf = directory.resolve("conf");
    return JavaProcess.start(
        name,
        directory,
        environment.get(),
        List.of(
            "-Xms" + heap,
            "-Xmx" + heap,
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+AlwaysPreTouch", // what grows afterwards is a leak, and not a heap in use
            "-Djava.io.tmpdir=" + directory,
            "-XX:+UseSerialGC",
            "-Dlog4j2.configurationFile=" + conf.resolve("log4j2.properties")),
        classPath,
        main,
        List.of(arguments));
  }

  private boolean offersItsSlots() {
    if (processes().size() < taskManagers + 1) {
      throw new IllegalStateException("JobManager or TaskManager has ended");
    }
    return web().overview().contains("\"slots-available\":" + 2 * taskManagers);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
