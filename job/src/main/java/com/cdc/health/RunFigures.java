package com.cdc.health;

import com.cdc.metrics.MetricName;
import com.cdc.metrics.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How far a run is, as the terminal shows it.
 *
 * @param snapshots the tables of snapshots that are being read; empty while none is
 * @param snapshotRowsPerSecond of these
 * @param snapshotSecondsLeft of these; -1 if unknown
 * @param rowsRead since the job started
 * @param rowsLanded since the job started
 * @param lagSeconds how old the landing is; empty until the first snapshot is read
 */
record RunFigures(
    List<Table> snapshots,
    long snapshotRowsPerSecond,
    long snapshotSecondsLeft,
    long rowsRead,
    long rowsLanded,
    OptionalDouble lagSeconds) {

  /**
   * A table of which a snapshot is read.
   *
   * @param name with its source's before it, if there are several
   * @param rowsLeft by estimate
   */
  record Table(String source, String name, long rows, long rowsLeft) {

    /** From 0 to 1; 0 as well if nothing is known. */
    double share() {
      return rows == 0 ? 0 : (double) rows / (rows + rowsLeft);
    }
  }

  RunFigures {
    snapshots = List.copyOf(snapshots);
  }

  static RunFigures of(List<Sample> samples) {
    Set<String> first = inFirstSnapshot(samples);
    List<Table> tables = tables(samples, first);
    // of the sources whose tables these are
    Set<String> reading = tables.stream().map(Table::source).collect(Collectors.toSet());
    return new RunFigures(
        tables,
        (long) sum(samples, MetricName.SNAPSHOT_ROWS_PER_SECOND, reading),
        (long) secondsLeft(samples, reading),
        (long) sum(samples, MetricName.ROWS_READ),
        (long) sum(samples, MetricName.ROWS_LANDED),
        Health.find(samples, MetricName.LANDING_LAG));
  }

  /** Names of the sources that do not stream yet: only then there is a lag. */
  private static Set<String> inFirstSnapshot(List<Sample> samples) {
    Set<String> sources = sources(samples, MetricName.SNAPSHOT_ROWS);
    sources.removeAll(sources(samples, MetricName.LANDING_LAG));
    return sources;
  }

  /** All of a first snapshot; of later ones those of which something is left. */
  private static List<Table> tables(List<Sample> samples, Set<String> first) {
    boolean several = sources(samples, MetricName.SNAPSHOT_ROWS).size() > 1;
    List<Table> tables = new ArrayList<>();
    for (Sample sample : samples) {
      long left = rowsLeft(samples, sample.labels());
      if (sample.name() == MetricName.SNAPSHOT_ROWS
          && (left > 0 || first.contains(source(sample)))) {
        String source = source(sample);
        String table = sample.labels().getOrDefault("table", "");
        String name = several ? source + ": " + table : table;
        tables.add(new Table(source, name, (long) sample.value(), left));
      }
    }
    tables.sort(Comparator.comparing(Table::name));
    return tables;
  }

  private static long rowsLeft(List<Sample> samples, Map<String, String> labels) {
    return samples.stream()
        .filter(sample -> sample.name() == MetricName.SNAPSHOT_ROWS_LEFT)
        .filter(sample -> sample.labels().equals(labels))
        .mapToLong(sample -> (long) sample.value())
        .sum();
  }

  private static Set<String> sources(List<Sample> samples, MetricName name) {
    return samples.stream()
        .filter(sample -> sample.name() == name)
        .map(RunFigures::source)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static double secondsLeft(List<Sample> samples, Set<String> reading) {
    return samples.stream()
        .filter(sample -> sample.name() == MetricName.SNAPSHOT_SECONDS_LEFT)
        .filter(sample -> reading.contains(source(sample)))
        .mapToDouble(Sample::value)
        .max()
        .orElse(-1);
  }

  private static double sum(List<Sample> samples, MetricName name, Set<String> sources) {
    return sum(samples.stream().filter(sample -> sources.contains(source(sample))).toList(), name);
  }

  private static double sum(List<Sample> samples, MetricName name) {
    return samples.stream().filter(s -> s.name() == name).mapToDouble(Sample::value).sum();
  }

  private static String source(Sample sample) {
    return sample.labels().getOrDefault("source", "");
  }
}
