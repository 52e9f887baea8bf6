package com.cdc.torture;

import com.cdc.torture.ProcessWatch.Sample;
import com.cdc.torture.nemesis.Nemesis.Done;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run was and what came of it.
 *
 * @param numbers for the report, by name
 * @param findings what is wrong; empty if nothing is
 * @param ownEnds how often the job ended by itself, each with its reason
 */
record Outcome(
    TortureOptions options,
    List<Survived> faults,
    Map<String, Long> numbers,
    List<String> findings,
    List<String> ownEnds,
    List<Sample> samples) {

  /**
   * One fault.
   *
   * @param atSeconds when it began
   * @param lag from when all was whole again until everything committed until then had landed and
   *     was confirmed; empty if the next fault came before
   */
  record Survived(double atSeconds, Done fault, Optional<Duration> lag) {}

  boolean isProven() {
    return findings.isEmpty();
  }
}
