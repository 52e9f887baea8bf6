package com.cdc.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The results as Markdown. */
final class ResultTable {

  private ResultTable() {}

  static String of(List<Map<String, Object>> entries, List<Map<String, Object>> latencies) {
    StringBuilder text = new StringBuilder();
    text.append(
        """
# Latest results

Written by `make bench`; see [the README](../README.md) for what is measured. Medians; `ratio` is to the
first system of the case, run by run.

| case | system | rows/s | ratio | CPU s per million rows | peak RSS, MB | landed bytes per row | rows/s of each run | load average | commit | date |
|---|---|---:|---:|---:|---:|---:|---|---|---|---|
""");
    entries.forEach(entry -> text.append(row(entry)));
    for (Map<String, Object> latency : latencies) {
      text.append(
          String.format(
              Locale.ROOT,
              "%nFrom commit to received batch at 1,000 changes/s: p50 %.1f ms, p99 %.1f ms over"
                  + " %,d changes (load average %s, commit %s, %s, `%s`).%n",
              Results.number(latency, "p50Millis"),
              Results.number(latency, "p99Millis"),
              (long) Results.number(latency, "changes"),
              latency.get("loadAverage"),
              latency.get("commit"),
              latency.get("date"),
              latency.get("command")));
    }
    text.append("\nCommands:\n\n");
    entries.stream()
        .map(
            entry ->
                "- `%s`, %s processors%n".formatted(entry.get("command"), entry.get("processors")))
        .distinct()
        .forEach(text::append);
    return text.toString();
  }

  private static String row(Map<String, Object> entry) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %,.0f | %.2f | %.2f | %.0f | %s | %s | %s | %s | %s |%n",
        entry.get("case"),
        entry.get("system"),
        Results.number(entry, "rowsPerSecond"),
        Results.number(entry, "ratio"),
        Results.number(entry, "cpuSecondsPerMillionRows"),
        Results.number(entry, "peakRssMb"),
        landed(entry),
        runs(entry).stream()
            .map(run -> String.format(Locale.ROOT, "%,.0f", Results.number(run, "rowsPerSecond")))
            .collect(Collectors.joining(" · ")),
        runs(entry).stream()
            .map(run -> String.valueOf(run.get("loadAverage")))
            .collect(Collectors.joining(" · ")),
        entry.get("commit"),
        entry.get("date"));
  }

  private static String landed(Map<String, Object> entry) {
    double bytes = Results.number(entry, "landedBytesPerRow");
    return bytes == 0 ? "–" : String.format(Locale.ROOT, "%.1f", bytes);
  }

  @SuppressWarnings("unchecked") // as Results wrote it
  private static List<Map<String, Object>> runs(Map<String, Object> entry) {
    return (List<Map<String, Object>>) entry.getOrDefault("runs", List.of());
  }
}
