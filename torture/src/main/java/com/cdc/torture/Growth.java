package com.cdc.torture;

import com.cdc.torture.ProcessWatch.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether memory or threads of a process grew while it lived. The heaps of a cluster's processes
 * are touched at their start, so that only what is beside them can grow; a heap that overflows ends
 * the process.
 */
final class Growth {

  /** A JVM grows into its heap, its class space and its code cache; after this it should not. */
  private static final double WARM_SECONDS = 300;

  private static final int LEAST_SAMPLES = 300;

  // a restart of the job inside the JVM brings new threads before the old ones are gone
  private static final int THREADS = 40;
  private static final double MEGABYTES = 64;

  /** Of the container that the standalone job is to fit in. */
  private static final double CONTAINER_MB = 512;

  private Growth() {}

  /** Whether a process can live long enough in a run of that length, with a sample each second. */
  static boolean isJudgedAfter(Duration length) {
    return length.toSeconds() > WARM_SECONDS + LEAST_SAMPLES;
  }

  /**
   * What grew, or was too much; empty if nothing did. The last quarter of a life is held against
   * its second.
   */
  static List<String> faults(List<Sample> samples) {
    Map<String, List<Sample>> lives = new LinkedHashMap<>();
    samples.forEach(
        sample ->
            lives
                .computeIfAbsent(sample.name() + " " + sample.pid(), life -> new ArrayList<>())
                .add(sample));
    List<String> faults = new ArrayList<>();
    lives.forEach((life, all) -> check(life, all, faults));
    return faults;
  }

  private static void check(String life, List<Sample> all, List<String> faults) {
    if (life.startsWith("job") && rss(all) > CONTAINER_MB) {
      faults.add("%s used %.0f MB".formatted(life, rss(all)));
    }
    double born = all.get(0).seconds();
    List<Sample> warm = all.stream().filter(s -> s.seconds() - born > WARM_SECONDS).toList();
    if (warm.size() < LEAST_SAMPLES) {
      return;
    }
    List<Sample> early = warm.subList(0, warm.size() / 2);
    List<Sample> late = warm.subList(warm.size() * 3 / 4, warm.size());
    double rss = rss(late) - rss(early);
    int threads = threads(late) - threads(early);
    if (rss > MEGABYTES) {
      faults.add("%s grew by %.0f MB to %.0f MB".formatted(life, rss, rss(late)));
    }
    if (threads > THREADS) {
      faults.add("%s grew by %d threads to %d".formatted(life, threads, threads(late)));
    }
  }

  private static double rss(List<Sample> samples) {
    return samples.stream().mapToDouble(Sample::rssMb).max().orElse(0);
  }

  /** The least: what is always there. */
  private static int threads(List<Sample> samples) {
    return samples.stream().mapToInt(Sample::threads).min().orElse(0);
  }
}
