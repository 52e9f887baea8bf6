package com.cdc.stores;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A request as the JSON API sees it: the override of the method and the compression of the body are
 * undone, the path is cut at its slashes and decoded.
 */
record GcsRequest(
    String method,
    List<String> path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body) {

  static GcsRequest of(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    Headers sent = exchange.getRequestHeaders();
    sent.forEach((name, values) -> headers.put(name.toLowerCase(), values.get(0)));
    byte[] body = exchange.getRequestBody().readAllBytes();
    return of(
        headers.getOrDefault("x-http-method-override", exchange.getRequestMethod()),
        exchange.getRequestURI(),
        headers,
        "gzip".equals(headers.get("content-encoding")) ? unzipped(body) : body);
  }

  static GcsRequest of(String method, URI uri, Map<String, String> headers, byte[] body) {
    List<String> path =
        Arrays.stream(uri.getRawPath().substring(1).split("/")).map(GcsRequest::decoded).toList();
    return new GcsRequest(method, path, query(uri.getRawQuery()), headers, body);
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      query.put(decoded(key), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
    }
    return query;
  }

  /** A plus stands for itself in Google's addresses. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  private static byte[] unzipped(byte[] body) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return body.length == 0 ? body : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty if it was not sent. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Empty if it was not sent. */
  String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  boolean isMedia() {
    return path.get(0).equals("download") || parameter("alt").equals("media");
  }

  /** For tests that wait for a certain one, and for messages. */
  @Override
  public String toString() {
    return method + " /" + String.join("/", path) + " " + query;
  }
}
