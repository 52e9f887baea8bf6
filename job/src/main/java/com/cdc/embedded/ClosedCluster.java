package com.cdc.embedded;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.runtime.dispatcher.SessionDispatcherFactory;
import org.apache.flink.runtime.dispatcher.runner.DefaultDispatcherRunnerFactory;
import org.apache.flink.runtime.entrypoint.component.DefaultDispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.entrypoint.component.DispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.metrics.MetricRegistryConfiguration;
import org.apache.flink.runtime.metrics.MetricRegistryImpl;
import org.apache.flink.runtime.metrics.ReporterSetup;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;
import org.apache.flink.runtime.rest.JobRestEndpointFactory;

/**
 * A cluster that takes jobs from this JVM alone. Of a MiniCluster the web interface takes them too
 * ({@code POST /jobs}, a serialized graph, and so any code), whatever {@code web.submit.enable}
 * says: that option is about uploaded jars.
 */
final class ClosedCluster extends MiniCluster {

  private final MetricReporter metrics;

  /**
   * A cluster that is started later.
   *
   * @param metrics hears of all its metrics, beside the reporters that the configuration has
   */
  ClosedCluster(MiniClusterConfiguration configuration, MetricReporter metrics) {
    super(configuration);
    this.metrics = metrics;
  }

  @Override
  protected MetricRegistryImpl createMetricRegistry(
      Configuration config, long maximumMessageBytes) {
    List<ReporterSetup> reporters = new ArrayList<>(ReporterSetup.fromConfiguration(config, null));
    reporters.add(ReporterSetup.forReporter("cdc", metrics));
    return new MetricRegistryImpl(
        MetricRegistryConfiguration.fromConfiguration(config, maximumMessageBytes), reporters);
  }

  @Override
  protected DispatcherResourceManagerComponentFactory
      createDispatcherResourceManagerComponentFactory() {
    return new DefaultDispatcherResourceManagerComponentFactory(
        DefaultDispatcherRunnerFactory.createSessionRunner(SessionDispatcherFactory.INSTANCE),
        StandaloneResourceManagerFactory.getInstance(),
        JobRestEndpointFactory.INSTANCE);
  }
}
