package com.cdc.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.event.MetadataField;
import com.cdc.event.Operation;
import com.cdc.event.Position;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line of the landing. Numbers stay the text they are: nothing passes through a double.
 */
final class RecordParser {

  /** Strict, and without limits of its own: rows have theirs. */
  static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private RecordParser() {}

  /**
   * Throws an {@link IOException} or {@link IllegalArgumentException} that says what is wrong.
   *
   * @param jsonColumns columns whose strings stay JSON text, with their quotes
   */
  static LandedRecord parse(byte[] line, Set<String> jsonColumns) throws IOException {
    Map<String, @Nullable String> columns = object(line, jsonColumns);
    Map<String, @Nullable String> metadata = new LinkedHashMap<>();
    for (String field : MetadataField.keys()) {
      if (columns.containsKey(field)) {
        metadata.put(field, columns.remove(field));
      }
    }
    Operation operation = operation(required(metadata, MetadataField.OP));
    boolean deleted = operation == Operation.DELETE;
    if (!required(metadata, MetadataField.DELETED).equals(Boolean.toString(deleted))) {
      throw new IllegalArgumentException("__deleted does not agree with __op");
    }
    String unchanged = metadata.get(MetadataField.UNCHANGED.key());
    String oldKey = metadata.get(MetadataField.OLD_KEY.key());
    return new LandedRecord(
        new Position(
            Long.parseLong(required(metadata, MetadataField.EPOCH)),
            Long.parseUnsignedLong(required(metadata, MetadataField.LSN)),
            Long.parseLong(required(metadata, MetadataField.SEQ))),
        operation,
        columns,
        unchanged == null ? Set.of() : strings(unchanged),
        oldKey == null ? null : object(oldKey.getBytes(UTF_8), jsonColumns));
  }

  private static Operation operation(String code) {
    for (Operation operation : Operation.values()) {
      if (code.length() == 1 && code.charAt(0) == operation.code()) {
        return operation;
      }
    }
    throw new IllegalArgumentException("__op is none of r, c, u, d, t");
  }

  private static String required(Map<String, @Nullable String> metadata, MetadataField field) {
    String value = metadata.get(field.key());
    if (value == null) {
      throw new IllegalArgumentException(field.key() + " is missing");
    }
    return value;
  }

  /** The objects of an array. */
  static List<Map<String, @Nullable String>> objects(byte[] json) throws IOException {
    List<Map<String, @Nullable String>> objects = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new IllegalArgumentException("not an array");
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        String object = text(parser, json, false);
        objects.add(object(String.valueOf(object).getBytes(UTF_8)));
      }
    }
    return objects;
  }

  /** The fields of an object: strings as their content, everything else as its JSON text. */
  static Map<String, @Nullable String> object(byte[] json) throws IOException {
    return object(json, Set.of());
  }

  private static Map<String, @Nullable String> object(byte[] json, Set<String> jsonColumns)
      throws IOException {
    Map<String, @Nullable String> fields = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("not a JSON object");
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        fields.put(name, text(parser, json, jsonColumns.contains(name)));
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw new IllegalArgumentException("more than one JSON object");
      }
    }
    return fields;
  }

  private static @Nullable String text(JsonParser parser, byte[] json, boolean asJson)
      throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (!token.isStructStart() && !(asJson && token == JsonToken.VALUE_STRING)) {
      return parser.getText();
    }
    int from = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    int to = (int) parser.currentLocation().getByteOffset();
    return new String(json, from, to - from, UTF_8);
  }

  /** The strings of an array. */
  static Set<String> strings(String json) throws IOException {
    Set<String> strings = new HashSet<>();
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new IllegalArgumentException("not an array");
      }
      while (parser.nextToken() == JsonToken.VALUE_STRING) {
        strings.add(parser.getText());
      }
    }
    return strings;
  }
}
