package com.cdc.metrics;

import java.util.Map;

/**
 * What a metric is now.
 *
 * @param labels by their names
 */
public record Sample(MetricName name, Map<String, String> labels, double value) {

  public Sample {
    labels = Map.copyOf(labels);
  }
}
