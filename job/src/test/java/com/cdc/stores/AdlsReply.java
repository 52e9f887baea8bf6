package com.cdc.stores;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What is answered to one request. */
record AdlsReply(int status, Map<String, String> headers, byte[] body) {

  static AdlsReply of(int status) {
    return new AdlsReply(status, Map.of(), new byte[0]);
  }

  AdlsReply with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new AdlsReply(status, more, body);
  }

  /** With the headers that tell a path's version. */
  AdlsReply with(AdlsPath path) {
    return with("ETag", path.etag()).with("Last-Modified", path.lastModified());
  }

  AdlsReply json(String text) {
    return new AdlsReply(status, headers, text.getBytes(UTF_8))
        .with("Content-Type", "application/json;charset=utf-8");
  }

  AdlsReply bytes(byte[] bytes) {
    return new AdlsReply(status, headers, bytes).with("Content-Type", "application/octet-stream");
  }

  void send(HttpExchange exchange) throws IOException {
    headers.forEach(exchange.getResponseHeaders()::set);
    exchange.getResponseHeaders().set("x-ms-request-id", UUID.randomUUID().toString());
    exchange.getResponseHeaders().set("x-ms-version", "2018-11-09");
    boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, empty ? -1 : body.length);
    if (!empty) {
      exchange.getResponseBody().write(body);
    }
  }
}
