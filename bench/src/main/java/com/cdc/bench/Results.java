package com.cdc.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of the latest run of each case and subject, in {@code bench/results} and as a plot.
 * What a run did not measure stays as it was.
 */
final class Results {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final List<String> FIGURES =
      List.of(
          "rowsPerSecond", "cpuSecondsPerMillionRows", "peakRssMb", "landedBytesPerRow", "ratio");

  private final Path root;
  private final String commit;
  private final String command;

  private Results(Path root, String commit, String command) {
    this.root = root;
    this.commit = commit;
    this.command = command;
  }

  /** For a run of the given command. */
  static Results open(Path root, String command) throws IOException, InterruptedException {
    return new Results(root, Machine.commit(root), command);
  }

  /** Writes the medians of one case; each list has a measurement per run, in order. */
  void put(BenchCase benchCase, Map<Subject, List<Measurement>> measured) throws IOException {
    List<Measurement> reference =
        measured.getOrDefault(benchCase.subjects().get(0), List.<Measurement>of());
    List<Map<String, Object>> entries = new ArrayList<>();
    measured.forEach((subject, runs) -> entries.add(entry(benchCase, subject, runs, reference)));
    List<Map<String, Object>> merged = merge(read(json()), entries);
    Files.createDirectories(results());
    JSON.writeValue(json().toFile(), merged);
    render();
  }

  /** Writes the latency, which has a file of its own. */
  void put(LatencyRun.Latency latency) throws IOException {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("case", BenchOptions.LATENCY);
    entry.put("system", Subject.CDC.label());
    entry.put("changes", latency.changes());
    entry.put("p50Millis", rounded(latency.p50Millis(), 2));
    entry.put("p99Millis", rounded(latency.p99Millis(), 2));
    entry.put("loadAverage", latency.loadAverage());
    provenance(entry);
    Files.createDirectories(results());
    JSON.writeValue(latencyJson().toFile(), List.of(entry));
    render();
  }

  /** Writes what the settings made of the same workload, which has files of its own. */
  void putSmallFiles(List<SmallFiles> measured, double loadAverage) throws IOException {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (SmallFiles of : measured) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("case", BenchOptions.SMALL_FILES);
      entry.put("minSize", of.minSize());
      entry.put("maxAge", of.maxAge());
      entry.put("rows", of.rows());
      entry.put("seconds", of.seconds());
      entry.put("files", of.files());
      entry.put("bytes", of.bytes());
      entry.put("filesPerHour", rounded(of.filesPerHour(), 0));
      entry.put("meanBytes", rounded(of.meanBytes(), 0));
      entry.put("longestWaitSeconds", rounded(of.longestWaitSeconds(), 1));
      entry.put("heldWalBytes", of.heldWalBytes());
      entry.put("loadAverage", loadAverage);
      provenance(entry);
      entries.add(entry);
    }
    Files.createDirectories(results());
    JSON.writeValue(results().resolve("small-files.json").toFile(), entries);
    Files.writeString(results().resolve("small-files.md"), SmallFilesTable.of(entries));
  }

  private void render() throws IOException {
    List<Map<String, Object>> entries = read(json());
    Files.writeString(results().resolve("latest.md"), ResultTable.of(entries, read(latencyJson())));
    Files.writeString(root.resolve("docs/images/bench.svg"), ResultPlot.of(entries));
  }

  private Map<String, Object> entry(
      BenchCase benchCase, Subject subject, List<Measurement> runs, List<Measurement> reference) {
    List<Map<String, Object>> raw = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      raw.add(raw(runs.get(i), reference.get(i)));
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("case", benchCase.label());
    entry.put("system", subject.label());
    for (String figure : FIGURES) {
      entry.put(figure, median(raw.stream().mapToDouble(run -> number(run, figure)).toArray()));
    }
    entry.put("runs", raw);
    provenance(entry);
    return entry;
  }

  private static Map<String, Object> raw(Measurement run, Measurement reference) {
    Map<String, Object> raw = new LinkedHashMap<>();
    raw.put("rows", run.rows());
    raw.put("seconds", rounded(run.seconds(), 3));
    raw.put("rowsPerSecond", rounded(run.rowsPerSecond(), 0));
    raw.put("cpuSecondsPerMillionRows", rounded(run.cpuSecondsPerMillionRows(), 2));
    raw.put("peakRssMb", rounded(run.peakRssMb(), 0));
    raw.put("landedBytesPerRow", rounded(run.landedBytesPerRow(), 1));
    raw.put("ratio", rounded(run.rowsPerSecond() / reference.rowsPerSecond(), 3));
    raw.put("loadAverage", run.loadAverage());
    return raw;
  }

  private void provenance(Map<String, Object> entry) {
    entry.put("commit", commit);
    entry.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    entry.put("command", command);
    entry.put("processors", Runtime.getRuntime().availableProcessors());
  }

  /**
   * New entries take the place of those of the same case and system; the order is that of cases.
   */
  static List<Map<String, Object>> merge(
      List<Map<String, Object>> old, List<Map<String, Object>> fresh) {
    Map<String, Map<String, Object>> byName = new LinkedHashMap<>();
    old.forEach(entry -> byName.put(name(entry), entry));
    fresh.forEach(entry -> byName.put(name(entry), entry));
    List<String> cases = Arrays.stream(BenchCase.values()).map(BenchCase::label).toList();
    return byName.values().stream()
        .sorted(Comparator.comparingInt(entry -> cases.indexOf(String.valueOf(entry.get("case")))))
        .toList();
  }

  private static String name(Map<String, Object> entry) {
    return entry.get("case") + " " + entry.get("system");
  }

  /** A figure of an entry; 0 if it has none. */
  static double number(Map<String, Object> entry, String figure) {
    return ((Number) entry.getOrDefault(figure, 0)).doubleValue();
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double rounded(double value, int digits) {
    double factor = Math.pow(10, digits);
    return Math.round(value * factor) / factor;
  }

  private static List<Map<String, Object>> read(Path file) throws IOException {
    return Files.exists(file)
        ? JSON.readValue(file.toFile(), new TypeReference<List<Map<String, Object>>>() {})
        : List.of();
  }

  private Path json() {
    return results().resolve("latest.json");
  }

  private Path latencyJson() {
    return results().resolve("latency.json");
  }

  private Path results() {
    return root.resolve("bench/results");
  }
}
