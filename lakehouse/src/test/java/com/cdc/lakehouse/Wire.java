package com.cdc.lakehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Values on their way between Python and the JVM: plain ones as JSON, all others by reference. */
final class Wire {

  /** Runs a Python function and returns when it has. */
  @FunctionalInterface
  interface Callback {
    void run(long function, Object... arguments) throws Exception;
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Callback callback;
  private final List<Object> objects = new ArrayList<>();
  private final IdentityHashMap<Object, Integer> references = new IdentityHashMap<>();

  /** Reference 0 is the session. */
  Wire(SparkSession spark, Callback callback) {
    this.callback = callback;
    reference(spark);
  }

  @Nullable Object invoke(JsonNode call) throws Exception {
    List<@Nullable Object> arguments = new ArrayList<>();
    for (JsonNode argument : call.get("args")) {
      arguments.add(decode(argument));
    }
    return SparkCalls.invoke(
        object(call.get("ref").asInt()), call.get("method").asText(), arguments);
  }

  JsonNode encode(@Nullable Object value) {
    ObjectNode node = JSON.createObjectNode();
    if (value == null || value instanceof scala.runtime.BoxedUnit) {
      return node.putNull("value");
    } else if (value instanceof BigDecimal decimal) {
      return node.put("decimal", decimal.toPlainString());
    } else if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return node.set("value", JSON.valueToTree(value));
    } else if (value instanceof java.time.temporal.Temporal
        || value instanceof java.util.Date
        || value instanceof byte[]) {
      return node.put(
          "value", value instanceof byte[] bytes ? Arrays.toString(bytes) : value.toString());
    } else if (value instanceof Row row) {
      return encodeRow(node, row);
    } else if (value instanceof scala.collection.Seq<?> seq) {
      return encodeList(node, scala.jdk.javaapi.CollectionConverters.asJava(seq));
    } else if (value instanceof List<?> list) {
      return encodeList(node, list);
    } else if (value instanceof Object[] array) {
      return encodeList(node, Arrays.asList(array));
    }
    return node.put("ref", reference(value));
  }

  private ObjectNode encodeList(ObjectNode node, Iterable<?> values) {
    ArrayNode list = node.putArray("list");
    values.forEach(value -> list.add(encode(value)));
    return node;
  }

  private ObjectNode encodeRow(ObjectNode node, Row row) {
    ArrayNode names = node.putArray("names");
    ArrayNode values = node.putArray("row");
    for (int i = 0; i < row.length(); i++) {
      names.add(row.schema().fieldNames()[i]);
      values.add(encode(row.get(i)));
    }
    return node;
  }

  private @Nullable Object decode(JsonNode node) {
    if (node.has("ref")) {
      return object(node.get("ref").asInt());
    } else if (node.has("function")) {
      long function = node.get("function").asLong();
      return (VoidFunction2<Dataset<Row>, Long>)
          (batch, number) -> callback.run(function, batch, number);
    } else if (node.has("list")) {
      List<@Nullable Object> list = new ArrayList<>();
      node.get("list").forEach(item -> list.add(decode(item)));
      return list;
    } else if (node.has("map")) {
      Map<String, @Nullable Object> map = new HashMap<>();
      node.get("map").properties().forEach(e -> map.put(e.getKey(), decode(e.getValue())));
      return map;
    }
    return JSON.convertValue(node.get("value"), Object.class);
  }

  private synchronized int reference(Object object) {
    return references.computeIfAbsent(
        object,
        unknown -> {
          objects.add(unknown);
          return objects.size() - 1;
        });
  }

  private synchronized Object object(int reference) {
    return objects.get(reference);
  }
}
