package com.cdc.stores;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Bodies of requests. */
final class GcsJson {

  static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private GcsJson() {}

  /** An empty body says nothing. */
  static JsonNode parse(byte[] body) {
    try {
      return body.length == 0 ? NOTHING : MAPPER.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
