package com.cdc.health;

import com.cdc.metrics.MetricName;
import com.cdc.metrics.Sample;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Metrics in Prometheus's text format, version 0.0.4. */
final class PrometheusPage {

  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final String TOTAL = "_total";

  private PrometheusPage() {}

  static byte[] of(List<Sample> samples) throws IOException {
    Map<MetricName, List<Sample>> byName = new EnumMap<>(MetricName.class);
    samples.forEach(s -> byName.computeIfAbsent(s.name(), name -> new ArrayList<>()).add(s));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new PrometheusTextFormatWriter(false)
        .write(
            out,
            new MetricSnapshots(
                byName.entrySet().stream()
                    .map(entry -> snapshot(entry.getKey(), entry.getValue()))
                    .toList()));
    return out.toByteArray();
  }

  private static MetricSnapshot snapshot(MetricName name, List<Sample> samples) {
    return switch (name.kind()) {
      case COUNTER -> counter(name, samples);
      case GAUGE -> gauge(name, samples);
    };
  }

  private static MetricSnapshot counter(MetricName name, List<Sample> samples) {
    CounterSnapshot.Builder builder =
        CounterSnapshot.builder()
            .name(name.id().substring(0, name.id().length() - TOTAL.length()))
            .help(name.meaning());
    for (Sample sample : samples) {
      builder.dataPoint(
          CounterDataPointSnapshot.builder().value(sample.value()).labels(labels(sample)).build());
    }
    return builder.build();
  }

  private static MetricSnapshot gauge(MetricName name, List<Sample> samples) {
    GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(name.id()).help(name.meaning());
    for (Sample sample : samples) {
      builder.dataPoint(
          GaugeDataPointSnapshot.builder().value(sample.value()).labels(labels(sample)).build());
    }
    return builder.build();
  }

  private static Labels labels(Sample sample) {
    Labels.Builder labels = Labels.builder();
    sample.name().labels().forEach(l -> labels.label(l, sample.labels().getOrDefault(l, "")));
    return labels.build();
  }
}
