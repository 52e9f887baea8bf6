package com.cdc.stores;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A reply of the JSON API. */
record GcsReply(int status, Map<String, String> headers, byte[] body) {

  static GcsReply empty(int status) {
    return new GcsReply(status, Map.of(), new byte[0]);
  }

  static GcsReply json(JsonNode value) {
    return json(200, value.toString());
  }

  static GcsReply media(int status, byte[] content) {
    return new GcsReply(status, Map.of("Content-Type", "application/octet-stream"), content);
  }

  /** An error in the form of the API, which the clients' decision to try again goes by. */
  static GcsReply error(int status, String reason) {
    String error =
        """
        {"error":{"code":%d,"message":"%2$s",
          "errors":[{"domain":"global","reason":"%2$s","message":"%2$s"}]}}
        """
            .formatted(status, reason);
    return json(status, error);
  }

  private static GcsReply json(int status, String text) {
    return new GcsReply(
        status, Map.of("Content-Type", "application/json; charset=UTF-8"), text.getBytes(UTF_8));
  }

  GcsReply with(String header, Object value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, String.valueOf(value));
    return new GcsReply(status, more, body);
  }

  void send(HttpExchange exchange) throws IOException {
    headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    if (exchange.getRequestMethod().equals("HEAD") || body.length == 0) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
