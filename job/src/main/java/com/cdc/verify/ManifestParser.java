package com.cdc.verify;

import com.cdc.event.Operation;
import com.cdc.event.Position;
import com.cdc.postgres.Lsn;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads manifests of version 1. What it does not know it passes over; what it needs is strict. */
final class ManifestParser {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ManifestParser() {}

  /**
   * The manifest of that name.
   *
   * @throws IllegalArgumentException saying what is wrong, to follow the name
   */
  static Manifest parse(String name, byte[] json) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is not one whole JSON object", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be read", e);
    }
    if (!root.isObject()) {
      throw new IllegalArgumentException("is not one whole JSON object");
    }
    long version = number(root, "version");
    if (version != 1) {
      throw new IllegalArgumentException(
          "is of version " + version + ", and this program knows version 1 only: take a newer one");
    }
    number(root, "checkpoint");
    List<Manifest.Range> sources = new ArrayList<>();
    for (JsonNode source : array(root, "sources")) {
      sources.add(range(source));
    }
    List<Manifest.Part> files = new ArrayList<>();
    for (JsonNode file : array(root, "files")) {
      files.add(part(file));
    }
    return new Manifest(name, optionalText(root, "previous"), time(root), sources, files);
  }

  private static Manifest.Range range(JsonNode source) {
    String from = optionalText(source, "from");
    return new Manifest.Range(
        text(source, "source"),
        number(source, "epoch"),
        from == null ? null : lsn(from),
        lsn(text(source, "to")),
        source.has("open") ? position(source, "open") : null);
  }

  private static long lsn(String text) {
    try {
      return Lsn.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("has a `from` or `to` that is no position of the log", e);
    }
  }

  private static Manifest.Part part(JsonNode file) {
    String path = text(file, "path");
    if (!path.startsWith("cdc.") || path.contains("/.") || path.contains("/_")) {
      throw new IllegalArgumentException("lists `" + path + "`, which is no file of a table");
    }
    Manifest.Part part =
        new Manifest.Part(
            path,
            text(file, "source").intern(),
            number(file, "bytes"),
            number(file, "rows"),
            position(file, "first"),
            position(file, "last"),
            operations(file));
    long sum = part.ops().values().stream().mapToLong(Long::longValue).sum();
    if (sum != part.rows()) {
      throw new IllegalArgumentException(
          "contradicts itself: of `%s` it lists %,d rows, and by operation %,d"
              .formatted(path, part.rows(), sum));
    }
    return part;
  }

  private static Map<Operation, Long> operations(JsonNode file) {
    Map<Operation, Long> counts = new EnumMap<>(Operation.class);
    JsonNode ops = file.path("ops");
    long known = 0;
    for (Operation operation : Operation.values()) {
      String code = String.valueOf(operation.code());
      if (ops.has(code)) {
        counts.put(operation, number(ops, code));
        known++;
      }
    }
    if (!ops.isObject() || known < ops.size()) {
      throw unlike("ops", "an object of r, c, u, d and t");
    }
    return counts;
  }

  private static Position position(JsonNode object, String field) {
    JsonNode array = array(object, field);
    if (array.size() != 3) {
      throw unlike(field, "an array of epoch, LSN and ordinal");
    }
    return new Position(
        unsigned(array.get(0), field),
        unsigned(array.get(1), field),
        unsigned(array.get(2), field));
  }

  private static Instant time(JsonNode object) {
    try {
      return Instant.parse(text(object, "time"));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("has a `time` that is none", e);
    }
  }

  private static JsonNode array(JsonNode object, String field) {
    JsonNode array = object.path(field);
    if (!array.isArray()) {
      throw unlike(field, "an array");
    }
    return array;
  }

  private static String text(JsonNode object, String field) {
    JsonNode text = object.path(field);
    if (!text.isTextual()) {
      throw unlike(field, "a string");
    }
    return text.textValue();
  }

  private static @Nullable String optionalText(JsonNode object, String field) {
    JsonNode text = object.path(field);
    if (!text.isTextual() && !text.isNull()) {
      throw unlike(field, "a string or null");
    }
    return text.textValue();
  }

  private static long number(JsonNode object, String field) {
    return unsigned(object.path(field), field);
  }

  /** A number of 64 bits without a sign, as LSNs are. */
  private static long unsigned(JsonNode number, String field) {
    if (!number.isIntegralNumber() || number.bigIntegerValue().signum() < 0) {
      throw unlike(field, "a number");
    }
    try {
      return Long.parseUnsignedLong(number.asText());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("has a `" + field + "` of more than 64 bits", e);
    }
  }

  private static IllegalArgumentException unlike(String field, String expected) {
    return new IllegalArgumentException("is no manifest: its `" + field + "` is not " + expected);
  }
}
