package com.cdc.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.config.FlinkConfigManager;
import org.apache.flink.kubernetes.operator.validation.DefaultValidator;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;

/** What the operator's own validator says, and whether Flink can divide the memory it is given. */
final class OperatorRules {

  /** The newest that this version of the validator knows; nothing that it checks depends on it. */
  private static final String KNOWN_FLINK = "v1_18";

  private OperatorRules() {}

  static List<String> problems(List<JsonNode> objects) {
    DefaultValidator validator = new DefaultValidator(new FlinkConfigManager(new Configuration()));
    List<String> problems = new ArrayList<>();
    for (JsonNode object : objects) {
      if (!object.path("kind").asText().equals("FlinkDeployment")) {
        continue;
      }
      String name = ManifestCheck.name(object) + ": ";
      ObjectNode copy = object.deepCopy();
      ((ObjectNode) copy.path("spec")).put("flinkVersion", KNOWN_FLINK);
      FlinkDeployment deployment = Serialization.unmarshal(copy.toString(), FlinkDeployment.class);
      validator.validateDeployment(deployment).ifPresent(fault -> problems.add(name + fault));
      memory(deployment).forEach(fault -> problems.add(name + fault));
    }
    return problems;
  }

  private static List<String> memory(FlinkDeployment deployment) {
    List<String> problems = new ArrayList<>();
    Map<String, String> settings = deployment.getSpec().getFlinkConfiguration();
    try {
      Configuration flink = Configuration.fromMap(settings);
      flink.set(
          JobManagerOptions.TOTAL_PROCESS_MEMORY,
          MemorySize.parse(deployment.getSpec().getJobManager().getResource().getMemory()));
      JobManagerProcessUtils.processSpecFromConfigWithNewOptionToInterpretLegacyHeap(
          flink, JobManagerOptions.JVM_HEAP_MEMORY);
    } catch (RuntimeException e) {
      problems.add("jobManager: " + e.getMessage());
    }
    try {
      Configuration flink = Configuration.fromMap(settings);
      flink.set(
          TaskManagerOptions.TOTAL_PROCESS_MEMORY,
          MemorySize.parse(deployment.getSpec().getTaskManager().getResource().getMemory()));
      TaskExecutorProcessUtils.processSpecFromConfig(flink);
    } catch (RuntimeException e) {
      problems.add("taskManager: " + e.getMessage());
    }
    return problems;
  }
}
