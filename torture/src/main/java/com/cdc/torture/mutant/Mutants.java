package com.cdc.torture.mutant;

import com.cdc.torture.mutant.Mutant.ByTest;
import com.cdc.torture.mutant.Mutant.ByTorture;
import com.cdc.torture.mutant.Trial.Judgement;
import com.cdc.torture.subject.Distribution;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code make mutants}: whether the judge convicts what is guilty, and that alone. */
@Command(
    name = "mutants",
    mixinStandardHelpOptions = true,
    description = {
      "Build the job with one deliberate fault after the other, and torture each until the judge",
      "convicts it. The sound build goes through the same and has to be acquitted.",
      "Exit code 0: all were convicted of what they do, and the sound build of nothing."
    })
public final class Mutants implements Callable<Integer> {

  @Option(names = "--mutant", split = ",", description = "Only those of these names.")
  private List<String> names = List.of();

  @Option(names = "--seed", defaultValue = "1", description = "Of the first run of each.")
  private long seed = 1;

  @Option(
      names = "--minutes",
      defaultValue = "4",
      description = "A mutant that is not convicted is given another seed until then.")
  private double minutes = 4;

  @Option(names = "--no-acquittal", description = "Leave the sound build out.")
  private boolean noAcquittal;

  @Option(names = "--distribution", defaultValue = "job/target/cdc")
  private Path home = Path.of("job/target/cdc");

  @Option(names = "--jar", defaultValue = "job/target/cdc-job.jar")
  private Path jar = Path.of("job/target/cdc-job.jar");

  @Option(names = "--maven", defaultValue = "mvn", description = "The command.")
  private String maven = "mvn";

  @Option(names = "--out", defaultValue = "torture/target/mutants")
  private Path out = Path.of("torture/target/mutants");

  private final Map<List<String>, List<String>> acquittals = new HashMap<>();

  private Mutants() {}

  /** Runs in the root of a built checkout, and exits. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Mutants()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    List<Mutant> all = Mutant.in(Path.of("torture", "mutants"));
    List<Mutant> chosen =
        all.stream().filter(m -> names.isEmpty() || names.contains(m.name())).toList();
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException(
          "No mutant is called "
              + names
              + "; there are "
              + all.stream().map(Mutant::name).toList());
    }
    Distribution sound = new Distribution(home, jar);
    int escaped = 0;
    for (Mutant mutant : chosen) {
      escaped += isToldApart(mutant, sound) ? 0 : 1;
    }
    System.out.printf("%d mutants, %d escaped%n", chosen.size(), escaped);
    return escaped == 0 ? 0 : 1;
  }

  private boolean isToldApart(Mutant mutant, Distribution sound) throws Exception {
    return mutant.proof() instanceof ByTest proof
        ? isToldApart(mutant, proof)
        : isToldApart(mutant, (ByTorture) mutant.proof(), sound);
  }

  private boolean isToldApart(Mutant mutant, ByTest proof) throws Exception {
    MutatedCheckout checkout =
        MutatedCheckout.of(
            Path.of("").toAbsolutePath(), mutant, out.toAbsolutePath().resolve(mutant.name()));
    MutatedCheckout.Result result = checkout.test(maven, proof.test());
    System.out.printf(
        "%-34s %s after %3d s, %s%n",
        mutant.name(),
        result.failed().isEmpty() ? "ESCAPED" : "convicted",
        result.seconds(),
        result.failed().isEmpty() ? proof.test() + " passed" : "failed: " + result.failed());
    return !result.failed().isEmpty();
  }

  private boolean isToldApart(Mutant mutant, ByTorture proof, Distribution sound) throws Exception {
    Path directory = out.toAbsolutePath();
    Distribution faulty =
        new MutatedDistribution(Path.of("").toAbsolutePath(), sound)
            .build(mutant, directory.resolve(mutant.name()));
    Trial trial = new Trial(directory);
    long begin = System.nanoTime();
    long limit = begin + Duration.ofMillis((long) (minutes * 60_000)).toNanos();
    long next = seed;
    do {
      Judgement judgement = trial.run(mutant.name(), faulty, proof.arguments(), next);
      Optional<String> found =
          judgement.findings().stream().filter(proof::isConvictedBy).findFirst();
      if (found.isPresent()) {
        System.out.printf(
            "%-34s convicted after %3d s, seed %d, %d findings: %s%n",
            mutant.name(),
            (System.nanoTime() - begin) / 1_000_000_000,
            next,
            judgement.findings().size(),
            found.get());
        return noAcquittal || isAcquitted(trial, sound, mutant.name(), proof, next);
      }
      judgement.findings().forEach(other -> System.out.println("    not what it does: " + other));
      next++;
    } while (System.nanoTime() < limit);
    System.out.printf("%-34s ESCAPED, logs in %s%n", mutant.name(), directory);
    return false;
  }

  private boolean isAcquitted(
      Trial trial, Distribution sound, String name, ByTorture proof, long of)
      throws IOException, InterruptedException {
    List<String> findings = acquittals.get(proof.arguments());
    if (findings == null) {
      Judgement judgement = trial.run("sound-" + name, sound, proof.arguments(), of);
      findings = judgement.findings();
      acquittals.put(proof.arguments(), findings);
      System.out.printf(
          "%-34s %s after %d s%n",
          "  the sound build",
          findings.isEmpty() ? "acquitted" : "CONVICTED of " + findings,
          judgement.seconds());
    }
    return findings.isEmpty();
  }
}
