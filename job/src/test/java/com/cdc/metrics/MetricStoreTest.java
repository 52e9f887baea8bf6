package com.cdc.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class MetricStoreTest {

  private final MetricStore store = new MetricStore();

  @Test
  void subtasksOfOneMetricAreOneSample() {
    SimpleCounter one = counter(3);
    SimpleCounter other = counter(4);
    add(one, MetricName.RECONNECTS.id(), Map.of("<source>", "stock", "<subtask_index>", "0"));
    add(other, MetricName.RECONNECTS.id(), Map.of("<source>", "stock", "<subtask_index>", "1"));

    assertThat(store.samples())
        .containsExactly(new Sample(MetricName.RECONNECTS, Map.of("source", "stock"), 7));
  }

  @Test
  void whatIsGoneIsNotTold() {
    SimpleCounter counter = counter(3);
    MetricGroup group = add(counter, MetricName.RECONNECTS.id(), Map.of("<source>", "stock"));

    store.notifyOfRemovedMetric(counter, MetricName.RECONNECTS.id(), group);

    assertThat(store.samples()).isEmpty();
  }

  @Test
  void ofFlinksOwnMetricsOnlyThoseWithANameOfOursAreTold() {
    add(counter(1), "numRestarts", Map.of());
    add(counter(1), "numRecordsIn", Map.of());

    assertThat(store.samples()).containsExactly(new Sample(MetricName.RESTARTS, Map.of(), 1));
  }

  @Test
  void theNearerLimitCountsAndNoneDoesNot() {
    assertThat(MetricName.SLOT_SAFE_WAL.merge(-1, 5)).isEqualTo(5);
    assertThat(MetricName.SLOT_SAFE_WAL.merge(7, 5)).isEqualTo(5);
    assertThat(MetricName.SLOT_SAFE_WAL.merge(-1, -1)).isEqualTo(-1);
  }

  private static SimpleCounter counter(long count) {
    SimpleCounter counter = new SimpleCounter();
    counter.inc(count);
    return counter;
  }

  private MetricGroup add(Metric metric, String name, Map<String, String> variables) {
    MetricGroup group =
        new UnregisteredMetricsGroup() {
          @Override
          public Map<String, String> getAllVariables() {
            return new HashMap<>(variables);
          }
        };
    store.notifyOfAddedMetric(metric, name, group);
    return group;
  }
}
