package com.cdc.torture.nemesis;

import com.cdc.torture.nemesis.Clock.Sight;
import com.cdc.torture.server.Signals;
import com.cdc.torture.subject.Distribution;
import com.cdc.torture.subject.Subject;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What happens to the job's own processes. */
final class ProcessFaults {

  private static final int MOST_PARALLEL = 3;

  private ProcessFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault("kill -9", scene -> true, ProcessFaults::kill),
        new Fault("kill -9 twice", scene -> true, ProcessFaults::killTwice),
        new Fault("SIGSTOP", scene -> true, ProcessFaults::freeze),
        new Fault("upgrade", scene -> true, ProcessFaults::upgrade),
        new Fault("no file can be written", scene -> true, ProcessFaults::denyFiles),
        new Fault("clock jump", scene -> scene.clock().canJump(), ProcessFaults::jump));
  }

  private static String kill(Scene scene, Random random) throws InterruptedException {
    String process = choose(scene.subject(), random);
    scene.subject().kill(process);
    return process;
  }

  /** The second time somewhere in the start. */
  private static String killTwice(Scene scene, Random random) throws InterruptedException {
    String process = choose(scene.subject(), random);
    scene.subject().kill(process);
    long millis = random.nextInt(8_000);
    Thread.sleep(millis);
    scene.subject().kill(choose(scene.subject(), random));
    return "%s, again after %d ms".formatted(process, millis);
  }

  private static String freeze(Scene scene, Random random) throws InterruptedException {
    String process = choose(scene.subject(), random);
    Long pid = scene.subject().processes().get(process);
    if (pid == null) {
      return process + " was not there";
    }
    // past the 20 s after which the server gives a silent client up, in half of the cases
    int seconds = 1 + random.nextInt(40);
    Signals.send(pid, "STOP");
    Thread.sleep(seconds * 1000L);
    Signals.send(pid, "CONT");
    return "%s for %d s".formatted(process, seconds);
  }

  private static String upgrade(Scene scene, Random random) {
    int build = random.nextInt(scene.builds().size());
    int parallelism = 1 + random.nextInt(MOST_PARALLEL);
    Distribution chosen = scene.builds().get(build);
    scene.subject().upgrade(chosen, parallelism);
    return "to build %d with parallelism %d".formatted(build + 1, parallelism);
  }

  /** EFBIG for every write to a file: as a full disk, but of this process alone. */
  private static String denyFiles(Scene scene, Random random) throws Exception {
    String process = choose(scene.subject(), random);
    Long pid = scene.subject().processes().get(process);
    if (pid == null) {
      return process + " was not there";
    }
    int seconds = 1 + random.nextInt(25);
    limitFiles(pid, "0:");
    Thread.sleep(seconds * 1000L);
    limitFiles(pid, "unlimited:");
    return "%s for %d s".formatted(process, seconds);
  }

  private static void limitFiles(long pid, String limit) throws Exception {
    new ProcessBuilder("prlimit", "--pid", String.valueOf(pid), "--fsize=" + limit)
        .start()
        .waitFor();
  }

  /** In a life of its own, as the library that moves the clock is slow. */
  private static String jump(Scene scene, Random random) throws InterruptedException {
    String process = choose(scene.subject(), random);
    scene.clock().show(Sight.SEEN);
    scene.subject().kill(process);
    Thread.sleep(10_000 + random.nextInt(15_000));
    int seconds = (random.nextBoolean() ? 1 : -1) * (1 + random.nextInt(7200));
    scene.clock().set(seconds);
    Thread.sleep(5_000 + random.nextInt(20_000));
    scene.clock().set(0);
    Thread.sleep(random.nextInt(5_000));
    scene.clock().show(Sight.UNSEEN);
    scene.subject().kill(process);
    return "%s, by %+d s and back, between two kills".formatted(process, seconds);
  }

  private static String choose(Subject subject, Random random) throws InterruptedException {
    for (; ; ) {
      Map<String, Long> there = new TreeMap<>(subject.processes());
      if (!there.isEmpty()) {
        return List.copyOf(there.keySet()).get(random.nextInt(there.size()));
      }
      Thread.sleep(100);
    }
  }
}
