package com.cdc.torture.subject;

import com.cdc.torture.server.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code bin/cdc run} with the memory of a container of 0.5 GB, started again whenever it ends, as
 * a container platform does it.
 */
public final class StandaloneJob implements Subject {

  private static final String JAVA_OPTIONS =
      "-Xmx230m -XX:+UseSerialGC -XX:MaxMetaspaceSize=160m -XX:MaxDirectMemorySize=96m"
          + " -XX:TrimNativeHeapInterval=30000";
  private static final long RESTART_MILLIS = 500;
  private static final Duration STOP = Duration.ofSeconds(90);
  private static final String STARTED = "Running. Web interface";
  private static final String STREAMS = "Streaming slot=";
  private static final String WAITING = "Waiting: another instance of this pipeline";

  /** Half a minute of silence, and a start. */
  private static final Duration TAKES_OVER = Duration.ofSeconds(150);

  /** For one that has been replaced to notice it. */
  private static final Duration GIVES_UP = Duration.ofSeconds(90);

  /** What {@link #ownEnds} says of a second instance that ended where it should have taken over. */
  public static final String NOT_REPLACED = "a second instance did not take over: ";

  private final Path directory;
  private final Settings settings;
  private final Supplier<Map<String, String>> environment;
  private final List<String> ownEnds = new ArrayList<>();
  private final List<Process> wanted = new ArrayList<>();
  private Distribution distribution;
  private int parallelism;
  private int starts;
  private @Nullable Process process;

  /**
   * Not started yet.
   *
   * @param directory for what it prints
   * @param environment what its processes see beside PATH and JAVA_HOME
   */
  public StandaloneJob(
      Path directory,
      Distribution distribution,
      Settings settings,
      int parallelism,
      Supplier<Map<String, String>> environment) {
    this.directory = directory;
    this.distribution = distribution;
    this.settings = settings;
    this.parallelism = parallelism;
    this.environment = environment;
  }

  @Override
  public synchronized void start() {
    Process started = launch();
    process = started;
    supervise(started, starts);
  }

  /** Another instance; nothing starts it again. */
  private Process launch() {
    starts++;
    ProcessBuilder builder =
        new ProcessBuilder(
            distribution.program().toString(),
            "run",
            "--config",
            settings.write(parallelism).toString());
    builder.environment().keySet().retainAll(List.of("PATH", "JAVA_HOME"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("CDC_JAVA_OPTS", JAVA_OPTIONS + distribution.javaOptions());
    builder.environment().putAll(environment.get());
    builder.redirectErrorStream(true);
    try {
      Process started = builder.start();
      log(starts).keep(started);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void supervise(Process started, int number) {
    Thread supervisor = new Thread(() -> restart(started, number), "supervisor");
    supervisor.setDaemon(true);
    supervisor.start();
  }

  private void restart(Process started, int number) {
    try {
      started.waitFor();
      Thread.sleep(RESTART_MILLIS);
      ended(started, number);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void ended(Process ended, int number) {
    if (ended != process) {
      return; // stopped, or replaced
    }
    if (!wanted.remove(ended)) {
      JobLog log = log(number);
      ownEnds.add(
          "%s with exit code %d: %s"
              .formatted(
                  log.says(STARTED) ? ENDED : "did not start", ended.exitValue(), log.lastWords()));
    }
    start();
  }

  @Override
  public boolean canBeReplaced() {
    return true;
  }

  @Override
  public String replaceFrozen() throws InterruptedException {
    Process first;
    Process second;
    int number;
    synchronized (this) {
      first = process;
      number = starts;
    }
    if (first == null || !isSaid(STREAMS, number, first)) {
      return "job was not there";
    }
    synchronized (this) {
      second = launch();
      number = starts;
    }
    if (!isSaid(WAITING, number, second)) {
      Signals.send(second.pid(), "KILL");
      return "there was nothing to wait for";
    }
    Signals.send(first.pid(), "STOP");
    boolean taken = isSaid(STARTED, number, second);
    synchronized (this) {
      process = second; // the first is not missed when it ends
      if (!taken) {
        ownEnds.add(NOT_REPLACED + log(number).lastWords());
      }
      supervise(second, number);
    }
    Signals.send(first.pid(), "CONT");
    long begin = System.nanoTime();
    await(first, GIVES_UP);
    return "%s, and gave up %d ms after it went on"
        .formatted(
            taken ? "taken over from" : "NOT taken over from",
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  /** Waits until an instance has said that; false if it ends, or says nothing for long. */
  private boolean isSaid(String text, int number, Process by) throws InterruptedException {
    long end = System.nanoTime() + TAKES_OVER.toNanos();
    while (!log(number).says(text)) {
      if (!by.isAlive() || System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(100);
    }
    return true;
  }

  @Override
  public synchronized Map<String, Long> processes() {
    return process == null || !process.isAlive() ? Map.of() : Map.of("job", process.pid());
  }

  @Override
  public void kill(String name) {
    Process killed;
    synchronized (this) {
      killed = process;
      if (killed == null || !killed.isAlive()) {
        return;
      }
      wanted.add(killed);
    }
    Signals.send(killed.pid(), "KILL");
    await(killed, Duration.ofSeconds(30));
  }

  @Override
  public void upgrade(Distribution build, int newParallelism) {
    stop();
    synchronized (this) {
      distribution = build;
      parallelism = newParallelism;
      start();
    }
  }

  @Override
  public void stop() {
    Process stopped;
    synchronized (this) {
      stopped = process;
      process = null;
    }
    if (stopped == null) {
      return;
    }
    Signals.send(stopped.pid(), "TERM");
    await(stopped, STOP);
    int exit = stopped.exitValue();
    // 143: it was told while the JVM started
    if (exit != 0 && exit != 143) {
      synchronized (this) {
        ownEnds.add(
            ENDED + " after SIGTERM with exit code " + exit + ": " + log(starts).lastWords());
      }
    }
  }

  private void await(Process ending, Duration longest) {
    try {
      if (!ending.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        synchronized (this) {
          ownEnds.add("did not end within " + longest.toSeconds() + " s of its signal");
        }
        Signals.send(ending.pid(), "KILL");
        ending.waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public synchronized List<String> ownEnds() {
    return List.copyOf(ownEnds);
  }

  @Override
  public void close() {
    Process ended;
    synchronized (this) {
      ended = process;
      process = null;
    }
    if (ended != null) {
      Signals.send(ended.pid(), "KILL");
    }
  }

  private JobLog log(int start) {
    return new JobLog(directory.resolve("job-%03d.log".formatted(start)));
  }
}
