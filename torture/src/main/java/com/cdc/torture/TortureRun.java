package com.cdc.torture;

import static java.time.Duration.ofNanos;

import com.cdc.torture.Outcome.Survived;
import com.cdc.torture.judge.Judge;
import com.cdc.torture.judge.Verdict;
import com.cdc.torture.nemesis.Nemesis;
import com.cdc.torture.nemesis.Nemesis.Done;
import com.cdc.torture.nemesis.Scene;
import com.cdc.torture.server.Directories;
import com.cdc.torture.subject.Settings;
import com.cdc.torture.workload.Workload;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run: a workload, faults, quiet, a verdict. */
final class TortureRun {

  /** After so many faults without having landed all, it is waited for. */
  private static final int MOST_BEHIND = 8;

  private static final Duration CAUGHT_UP = Duration.ofMinutes(8);
  private static final Duration QUIET = Duration.ofMinutes(10);

  private final TortureOptions options;
  private final PrintStream out;
  private final List<Survived> survived = new ArrayList<>();
  private final List<String> findings = new ArrayList<>();
  private final Map<String, Long> numbers = new LinkedHashMap<>();
  private long begin;

  TortureRun(TortureOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** Runs it, prints a line for each fault and the verdict, and writes the report. */
  Outcome run() throws Exception {
    Directories.delete(options.out());
    say("seed %d, %s, %s", options.seed(), options.kind(), options.place());
    try (Stage stage = new Stage(options)) {
      Scene scene = stage.scene();
      try (SlotWatch slot = new SlotWatch(scene.servers(), stage.landing());
          ProcessWatch processes = new ProcessWatch(scene.subject())) {
        Catchup catchup = new Catchup(scene.servers(), slot);
        begin = System.nanoTime();
        scene.subject().start();
        if (options.settled()) {
          slot.awaitReader(CAUGHT_UP);
        }
        Workload workload =
            Workload.start(scene.servers(), options.seed(), options.rate(), options.load());
        torture(scene, catchup);
        workload.stop();
        workload.counts().forEach((what, count) -> numbers.put("workload: " + what, count));
        say("quiet");
        if (catchup.await(QUIET).isEmpty()) {
          findings.add("not everything had landed " + QUIET + " after the last fault");
        }
        scene.subject().stop();
        findings.addAll(Growth.faults(processes.samples()));
        findings.addAll(OwnEnds.faults(scene.subject().ownEnds()));
        new Aftermath(stage, options.home()).examine(findings);
        Verdict verdict = new Judge(scene.servers(), stage.landing()).judge(slot.sightings());
        findings.addAll(verdict.findings());
        numbers.putAll(verdict.numbers());
        Outcome outcome =
            new Outcome(
                options,
                survived,
                numbers,
                findings,
                scene.subject().ownEnds(),
                processes.samples());
        new Report(outcome).write();
        conclude(outcome);
        return outcome;
      }
    }
  }

  private void torture(Scene scene, Catchup catchup) throws Exception {
    Nemesis nemesis = new Nemesis(scene, options.seed(), options.faults());
    long end = System.nanoTime() + options.length().toNanos();
    try (StandbyKeeper standby = new StandbyKeeper(scene.servers(), Settings.SLOT)) {
      if (options.failover()) {
        standby.start();
      }
      int behind = 0;
      while (System.nanoTime() < end) {
        long began = System.nanoTime();
        Done done = nemesis.next();
        long next = began + options.every().toNanos();
        Optional<Duration> lag =
            catchup.await(behind < MOST_BEHIND ? ofNanos(next - System.nanoTime()) : CAUGHT_UP);
        behind = lag.isPresent() ? 0 : behind + 1;
        survived.add(new Survived((began - begin) / 1e9, done, lag));
        say(
            "%-40s %-50s %5.1f s, all landed %s",
            done.kind(),
            done.what(),
            done.lasted().toMillis() / 1000.0,
            lag.map(d -> "%.1f s later".formatted(d.toMillis() / 1000.0)).orElse("not yet"));
        if (behind > MOST_BEHIND) {
          findings.add(
              "%s (%s): not everything had landed %s later"
                  .formatted(done.kind(), done.what(), CAUGHT_UP));
          return;
        }
        while (System.nanoTime() < next) {
          Thread.sleep(50);
        }
      }
    }
  }

  private void conclude(Outcome outcome) throws Exception {
    outcome.numbers().forEach((name, number) -> say("%-40s %,d", name, number));
    outcome.ownEnds().forEach(end -> say("ended by itself: %s", end));
    outcome.findings().forEach(finding -> say("FINDING %s", finding));
    say(
        "seed %d: %s, %d faults",
        options.seed(),
        outcome.isProven()
            ? "nothing lost, nothing twice"
            : outcome.findings().size() + " FINDINGS",
        outcome.faults().size());
    if (outcome.isProven()) {
      for (String large : List.of("landing", "buckets", "checkpoints", "build-2")) {
        Directories.delete(options.out().resolve(large));
      }
    }
    Files.writeString(options.out().resolve("verdict"), outcome.isProven() ? "proven" : "findings");
  }

  private void say(String format, Object... values) {
    double seconds = begin == 0 ? 0 : (System.nanoTime() - begin) / 1e9;
    out.printf("%7.1f  %s%n", seconds, format.formatted(values));
  }
}
