package com.cdc.metrics;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;

/**
 * Knows the metrics of {@link MetricName} that exist in this JVM's Flink, and what they are when it
 * is asked. Thread-safe.
 */
public final class MetricStore implements MetricReporter {

  private record Known(MetricName name, Map<String, String> labels) {}

  private final Map<Metric, Known> known = new ConcurrentHashMap<>();

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    MetricName.ofFlink(name).ifPresent(ours -> known.put(metric, new Known(ours, of(ours, group))));
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    known.remove(metric);
  }

  /** Flink has the values of all key groups around a metric as variables {@code <key>}. */
  private static Map<String, String> of(MetricName name, MetricGroup group) {
    Map<String, String> labels = new HashMap<>();
    Map<String, String> variables = group.getAllVariables();
    name.labels()
        .forEach(label -> labels.put(label, variables.getOrDefault("<" + label + ">", "")));
    return labels;
  }

  /** All of them, in the order of their declaration; one for all subtasks. */
  public List<Sample> samples() {
    Map<Known, Double> merged = new LinkedHashMap<>();
    known.forEach(
        (metric, what) ->
            value(metric).ifPresent(value -> merged.merge(what, value, what.name()::merge)));
    return merged.entrySet().stream()
        .map(entry -> new Sample(entry.getKey().name(), entry.getKey().labels(), entry.getValue()))
        .sorted((one, other) -> one.name().compareTo(other.name()))
        .toList();
  }

  /** All of that name together; empty if there is none. */
  public OptionalDouble merged(MetricName name) {
    return samples().stream()
        .filter(sample -> sample.name() == name)
        .mapToDouble(Sample::value)
        .reduce(name::merge);
  }

  private static Optional<Double> value(Metric metric) {
    if (metric instanceof Counter counter) {
      return Optional.of((double) counter.getCount());
    }
    return metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number
        ? Optional.of(number.doubleValue())
        : Optional.empty();
  }

  @Override
  public void open(MetricConfig config) {}

  @Override
  public void close() {
    known.clear();
  }
}
