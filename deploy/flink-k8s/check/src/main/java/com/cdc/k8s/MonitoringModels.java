package com.cdc.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.util.List;

/** Objects of the Prometheus Operator by fabric8's models, made to refuse unknown fields. */
final class MonitoringModels {

  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false; // the models keep what they do not know
                }
              });

  private MonitoringModels() {}

  static boolean knows(JsonNode object) {
    return object.path("apiVersion").asText().equals("monitoring.coreos.com/v1");
  }

  static List<String> problems(JsonNode object) {
    String kind = object.path("kind").asText();
    try {
      if (kind.equals("PodMonitor")) {
        STRICT.treeToValue(object, PodMonitor.class);
      } else if (kind.equals("PrometheusRule")) {
        STRICT.treeToValue(object, PrometheusRule.class);
      } else {
        return List.of("no model of this kind");
      }
      return List.of();
    } catch (JsonProcessingException e) {
      return List.of(String.valueOf(e.getOriginalMessage()));
    }
  }
}
