package com.cdc.torture;

import com.cdc.torture.TortureOptions.Kind;
import com.cdc.torture.TortureOptions.Place;
import com.cdc.torture.workload.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code make torture}. */
@Command(
    name = "torture",
    mixinStandardHelpOptions = true,
    description =
        "Run the job under faults, and judge what landed. Exit code 0: nothing lost, nothing twice.")
public final class Torture implements Callable<Integer> {

  private static final int SEEDS = 1_000_000;

  @Option(names = "--seed", description = "Of workload and faults; by default a random one.")
  private @Nullable Long seed;

  @Option(names = "--minutes", defaultValue = "5", description = "How long faults happen.")
  private double minutes = 5;

  @Option(
      names = "--subject",
      description = "${COMPLETION-CANDIDATES}; by default the seed decides.")
  private @Nullable Kind kind;

  @Option(names = "--store", description = "${COMPLETION-CANDIDATES}; by default the seed decides.")
  private @Nullable Place place;

  @Option(
      names = "--every",
      defaultValue = "15",
      description = "Seconds from the begin of a fault to that of the next, if it is over by then.")
  private int every = 15;

  @Option(names = "--rate", defaultValue = "1500", description = "Changes per second; 0: no limit.")
  private int rate = 1500;

  @Option(
      names = "--load",
      defaultValue = "FULL",
      description =
          "${COMPLETION-CANDIDATES}: how many rows a COPY has, how long transactions are.")
  private Load load = Load.FULL;

  @Option(
      names = "--faults",
      split = ",",
      description = "Only those whose name holds one of these.")
  private List<String> faults = new ArrayList<>();

  @Option(names = "--settled", description = "Begin once the first snapshot has been read.")
  private boolean settled;

  @Option(names = "--no-failover", description = "Without a standby.")
  private boolean noFailover;

  @Option(names = "--distribution", defaultValue = "job/target/cdc")
  private Path home = Path.of("job/target/cdc");

  @Option(names = "--jar", defaultValue = "job/target/cdc-job.jar")
  private Path jar = Path.of("job/target/cdc-job.jar");

  @Option(names = "--out", defaultValue = "torture/target/runs")
  private Path out = Path.of("torture/target/runs");

  private Torture() {}

  /** Runs and exits. */
  public static void main(String[] args) {
    // the servers and the job must not outlive a run that is ended from outside
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () ->
                    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
    System.exit(
        new CommandLine(new Torture()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    long chosen = seed == null ? ThreadLocalRandom.current().nextInt(SEEDS) : seed;
    TortureOptions options =
        new TortureOptions(
            chosen,
            Duration.ofMillis((long) (minutes * 60_000)),
            kind == null ? Kind.values()[(int) (chosen % 2)] : kind,
            place == null ? Place.values()[(int) (chosen / 2 % 2)] : place,
            Duration.ofSeconds(every),
            rate,
            load,
            faults,
            settled,
            !noFailover,
            home,
            jar,
            out.resolve("seed-" + chosen).toAbsolutePath());
    Outcome outcome = new TortureRun(options, System.out).run();
    return outcome.isProven() ? 0 : 1;
  }
}
