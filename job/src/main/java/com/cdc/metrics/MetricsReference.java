package com.cdc.metrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The reference page of the metrics, generated from {@link MetricName}. */
final class MetricsReference {

  private static final String INTRODUCTION =
      """
      # Metrics

      <!-- Generated from MetricName by MetricsReference; do not edit. -->

      `cdc run` has these under `/metrics` of `http.port`, as Prometheus reads them. On a Flink
      cluster they are Flink's metrics of the same names, in the group `cdc` of the source's and the
      sink's operators and of the source's coordinator, for whichever reporter the cluster has.

      A metric that several subtasks tell is one here: counters and amounts are added up, of ages and
      delays the greatest counts. Counters begin at 0 with each start, and when the job fails and goes
      on in the same process. `source` is the name under `sources`, or `postgres`; `table` is
      `schema.table`. [Monitoring](../guides/monitoring.md) says what to look at.

      | Metric | Type | Unit | Labels | Meaning |
      |---|---|---|---|---|
      """;

  private MetricsReference() {}

  /** The page as Markdown, ending in a line break. */
  static String markdown() {
    return Arrays.stream(MetricName.values())
        .map(MetricsReference::row)
        .collect(Collectors.joining("", INTRODUCTION, ""));
  }

  private static String row(MetricName name) {
    String labels =
        name.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
    String flink =
        name.flink().equals(name.id()) ? "" : " On a cluster Flink's own `" + name.flink() + "`.";
    return "| `%s` | %s | %s | %s | %s%s |%n"
        .formatted(
            name.id(),
            name.kind().name().toLowerCase(Locale.ROOT),
            name.unit(),
            labels.isEmpty() ? "–" : labels,
            name.meaning(),
            flink)
        .replace(System.lineSeparator(), "\n");
  }
}
