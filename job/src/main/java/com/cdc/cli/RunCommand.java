package com.cdc.cli;

import com.cdc.StartupCheck;
import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigLoader;
import com.cdc.config.SettingsTable;
import com.cdc.embedded.EmbeddedFlink;
import com.cdc.health.Health;
import com.cdc.health.HealthServer;
import com.cdc.health.LiveProgress;
import com.cdc.health.Phase;
import com.cdc.health.ProgressLog;
import com.cdc.lease.Takeover;
import com.cdc.lease.Writer;
import com.cdc.terminal.LiveLines;
import com.cdc.terminal.Terminal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the pipeline in this JVM until SIGTERM or SIGINT. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Run the pipeline in this JVM until SIGTERM or Ctrl-C.",
      "Resumes from the newest complete checkpoint; a stop makes one last checkpoint."
    },
    exitCodeListHeading = ExitCodes.HEADING,
    exitCodeList = {
      "0:stopped when asked to",
      "1:it cannot start or go on, and says why; or the last checkpoint did not complete"
    })
final class RunCommand implements Callable<Integer> {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration; without it, environment variables (see `cdc options`).")
  private @Nullable Path config;

  @Option(
      names = "--no-progress",
      description = "Show no figures at the lower end of a terminal, only the log.")
  private boolean noProgress;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    CdcConfig loaded = ConfigLoader.load(config, System.getenv());
    log().info("Configuration{}{}", System.lineSeparator(), SettingsTable.of(loaded));
    Health health = new Health(loaded);
    // first of all, so that a port that is taken is told before anything is waited for
    HealthServer server = loaded.http().isOn() ? HealthServer.start(loaded.http(), health) : null;
    try {
      return run(loaded, health);
    } catch (Exception e) {
      health.enter(Phase.FAILED);
      throw e;
    } finally {
      if (server != null) {
        server.close();
      }
    }
  }

  private int run(CdcConfig loaded, Health health) throws Exception {
    EmbeddedFlink.initializeFileSystems(loaded);
    CompletableFuture<String> signal = StopSignals.install();
    Takeover takeover = new Takeover(loaded);
    takeover.awaitDatabases(signal::isDone, () -> health.enter(Phase.WAITING_FOR_DATABASE));
    if (signal.isDone()) {
      log().info("Stopped while the database could not be reached signal={}", signal.join());
      return 0;
    }
    health.enter(Phase.STARTING);
    StartupCheck.require(loaded);
    Optional<Writer> writer =
        takeover.await(signal::isDone, () -> health.enter(Phase.WAITING_FOR_LEASE));
    if (writer.isEmpty()) {
      log().info("Stopped while another instance was the writer signal={}", signal.join());
      return 0;
    }
    health.enter(Phase.STARTING);
    EmbeddedFlink flink = EmbeddedFlink.start(loaded, writer.get(), health.metrics());
    health.running(flink::jobStatus);
    PrintWriter out = spec.commandLine().getOut();
    out.println("Running. Web interface: " + flink.webUrl());
    out.flush();
    try (ProgressLog progress = ProgressLog.start(health);
        LiveProgress live = liveProgress(health)) {
      CompletableFuture.anyOf(signal, flink.terminated().exceptionally(failure -> null)).join();
    }
    if (signal.isDone()) {
      log().info("Stopping signal={}", signal.join());
      health.enter(Phase.STOPPING);
      return flink.stop() ? 0 : 1;
    }
    flink.close();
    throw failureOf(flink.terminated());
  }

  private @Nullable LiveProgress liveProgress(Health health) {
    return !noProgress && Terminal.rewrites(System.getenv())
        ? LiveProgress.start(health.metrics(), LiveLines.onStandardOutput())
        : null;
  }

  /**
   * Not a field: this object is made whichever command is given, and with the first logger it is
   * settled where the log goes, which {@code cdc demo} has to do before.
   */
  private static Logger log() {
    return LoggerFactory.getLogger(RunCommand.class);
  }

  /** The job never ends by itself: whatever ended it is an error. */
  private static Exception failureOf(CompletableFuture<Void> terminated) {
    try {
      terminated.get();
      return new IllegalStateException("The job was cancelled from outside");
    } catch (ExecutionException e) {
      return new JobFailedException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e;
    }
  }
}
