package com.cdc.stores;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request to the DFS endpoint.
 *
 * @param verb as sent; {@link #method} is what is meant
 * @param rawPath {@code /account/container/path}, encoded, the form for endpoints given by address
 * @param container decoded
 * @param path in the container, decoded, without slashes at its ends; empty for its root
 * @param query decoded
 */
record AdlsRequest(
    String verb,
    String rawPath,
    String container,
    String path,
    Map<String, String> query,
    Headers headers,
    byte[] body) {

  static AdlsRequest of(HttpExchange exchange) throws IOException {
    String rawPath = exchange.getRequestURI().getRawPath();
    String[] parts = rawPath.substring(1).split("/", 3);
    return new AdlsRequest(
        exchange.getRequestMethod(),
        rawPath,
        parts.length > 1 ? decode(parts[1]) : "",
        parts.length > 2 ? trim(decode(parts[2])) : "",
        query(exchange.getRequestURI().getRawQuery()),
        exchange.getRequestHeaders(),
        exchange.getRequestBody().readAllBytes());
  }

  private static Map<String, String> query(String rawQuery) {
    Map<String, String> query = new TreeMap<>();
    if (rawQuery != null) {
      for (String pair : rawQuery.split("&")) {
        String[] parts = pair.split("=", 2);
        query.put(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "");
      }
    }
    return query;
  }

  /** A plus is a plus in this protocol. */
  static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  static String trim(String path) {
    return path.replaceAll("^/+|/+$", "");
  }

  /** Java's oldest HTTP client does not know PATCH, so the protocol has a header for it. */
  String method() {
    String meant = headers.getFirst("X-HTTP-Method-Override");
    return meant == null ? verb : meant;
  }

  /** Null if the request has no such header. */
  String header(String name) {
    return headers.getFirst(name);
  }

  /** Null if the request has no such parameter. */
  String parameter(String name) {
    return query.get(name);
  }

  boolean is(String parameter, String value) {
    return value.equals(parameter(parameter));
  }

  boolean isRename() {
    return header("x-ms-rename-source") != null;
  }

  @Override
  public String toString() {
    return "%s /%s/%s %s".formatted(method(), container, path, query);
  }
}
