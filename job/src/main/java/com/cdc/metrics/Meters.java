package com.cdc.metrics;

import java.util.List;
import java.util.function.DoubleSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** Makes metrics by their name, in the group of the operator that tells them. */
public final class Meters {

  private final MetricGroup owner;

  private Meters(MetricGroup owner) {
    this.owner = owner;
  }

  /** Those of an operator, a task or a coordinator. */
  public static Meters in(MetricGroup owner) {
    return new Meters(owner.addGroup(MetricName.GROUP));
  }

  /**
   * A counter, from 0.
   *
   * @param values of the labels, in their order
   */
  public Counter counter(MetricName name, String... values) {
    return group(name, values).counter(name.flink());
  }

  /**
   * A gauge; it may be asked by any thread, and made once in a group.
   *
   * @param values of the labels, in their order
   */
  public void gauge(MetricName name, DoubleSupplier value, String... values) {
    group(name, values).gauge(name.flink(), (Gauge<Double>) value::getAsDouble);
  }

  private MetricGroup group(MetricName name, String... values) {
    List<String> labels = name.labels();
    if (labels.size() != values.length) {
      throw new IllegalArgumentException(name.id() + " has the labels " + labels);
    }
    MetricGroup group = owner;
    for (int i = 0; i < values.length; i++) {
      group = group.addGroup(labels.get(i), values[i]);
    }
    return group;
  }
}
