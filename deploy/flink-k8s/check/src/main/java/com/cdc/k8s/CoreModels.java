package com.cdc.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.util.ModelMapper;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/** Kubernetes' own objects by the models of its Java client: unknown and missing fields, types. */
final class CoreModels {

  static {
    new JSON(); // registers what the models are read with
  }

  private CoreModels() {}

  static List<String> problems(JsonNode object) {
    Class<?> model =
        ModelMapper.getApiTypeClass(
            object.path("apiVersion").asText(), object.path("kind").asText());
    if (model == null || model == DynamicKubernetesObject.class) {
      return List.of("nobody knows this kind of " + object.path("apiVersion").asText());
    }
    return problems(object, model);
  }

  /** The same of a part of a FlinkDeployment, which its definition leaves open. */
  static List<String> podTemplateProblems(JsonNode template) {
    return problems(template, V1PodTemplateSpec.class);
  }

  private static List<String> problems(JsonNode object, Class<?> model) {
    JsonElement json = JsonParser.parseString(object.toString());
    try {
      model.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
      JSON.getGson().fromJson(json, model);
      return List.of();
    } catch (InvocationTargetException e) {
      return List.of(String.valueOf(e.getCause().getMessage()).lines().findFirst().orElse("?"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }
}
