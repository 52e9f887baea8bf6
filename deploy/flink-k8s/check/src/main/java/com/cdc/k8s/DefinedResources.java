package com.cdc.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Custom resources by their CustomResourceDefinitions, as an API server with {@code
 * fieldValidation=Strict} takes them: a field that the definition does not know is a fault.
 */
final class DefinedResources {

  private final Map<String, JsonSchema> schemas = new HashMap<>();

  DefinedResources(List<JsonNode> definitions) {
    JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V7);
    for (JsonNode definition : definitions) {
      for (JsonNode version : definition.at("/spec/versions")) {
        JsonNode schema = version.at("/schema/openAPIV3Schema").deepCopy();
        close(schema);
        ObjectNode fields = (ObjectNode) schema.path("properties");
        fields.putObject("apiVersion").put("type", "string");
        fields.putObject("kind").put("type", "string");
        fields.putObject("metadata").put("type", "object");
        String key =
            definition.at("/spec/group").asText()
                + "/"
                + version.path("name").asText()
                + " "
                + definition.at("/spec/names/kind").asText();
        schemas.put(key, factory.getSchema(schema));
      }
    }
    if (schemas.isEmpty()) {
      throw new IllegalStateException("No definitions of custom resources");
    }
  }

  boolean knows(JsonNode object) {
    return schemas.containsKey(key(object));
  }

  List<String> problems(JsonNode object) {
    List<String> problems = new ArrayList<>();
    for (ValidationMessage message : schemas.get(key(object)).validate(object)) {
      problems.add(message.getMessage());
    }
    return problems;
  }

  private static String key(JsonNode object) {
    return object.path("apiVersion").asText() + " " + object.path("kind").asText();
  }

  /** Structural schemas prune what they do not know; closed, they refuse it. */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode schema) {
      boolean open = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
      if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
        schema.remove(List.of("type", "anyOf"));
        schema.putArray("type").add("integer").add("string");
      }
      if (schema.path("properties").isObject()
          && schema.path("type").asText().equals("object")
          && !schema.has("additionalProperties")
          && !open) {
        schema.put("additionalProperties", false);
      }
      if (schema.path("nullable").asBoolean() && schema.path("type").isTextual()) {
        String type = schema.path("type").asText();
        schema.putArray("type").add(type).add("null");
      }
      schema.remove("format"); // int32 and the like mean nothing to JSON Schema
    }
    node.forEach(DefinedResources::close);
  }
}
