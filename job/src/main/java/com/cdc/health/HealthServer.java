package com.cdc.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.config.ConfigException;
import com.cdc.config.HttpConfig;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Says over HTTP how an instance is: {@code /health/live}, {@code /health/ready} (200, or 503 with
 * the reasons) and {@code /metrics}. Nothing can be changed here.
 */
public final class HealthServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  private record Answer(int status, String type, byte[] body) {

    static Answer json(int status, ObjectNode body) {
      return new Answer(status, "application/json; charset=utf-8", (body + "\n").getBytes(UTF_8));
    }

    static Answer text(int status, String body) {
      return new Answer(status, "text/plain; charset=utf-8", body.getBytes(UTF_8));
    }
  }

  private final HttpServer server;
  private final ExecutorService threads;

  private HealthServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Listens at once.
   *
   * @throws ConfigException if it cannot listen there
   */
  public static HealthServer start(HttpConfig config, Health health) {
    HttpServer server = bind(config);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task, "cdc-http");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, health));
    server.start();
    return new HealthServer(server, threads);
  }

  private static HttpServer bind(HttpConfig config) {
    try {
      return HttpServer.create(new InetSocketAddress(config.bindAddress(), config.port()), 0);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException(
          List.of(
              ("Health and metrics cannot listen on %s:%d (%s). End what listens there, or choose"
                      + " another port as `http.port` (environment variable HTTP_PORT); 0 switches"
                      + " them off. `http.bind-address` must be an address of this machine.")
                  .formatted(config.bindAddress(), config.port(), e.getMessage())));
    }
  }

  private static void answer(HttpExchange exchange, Health health) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      boolean head = method.equals("HEAD");
      Answer answer =
          head || method.equals("GET")
              ? answer(exchange.getRequestURI().getPath(), health)
              : Answer.text(METHOD_NOT_ALLOWED, "Only GET and HEAD\n");
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.sendResponseHeaders(answer.status(), head ? -1 : answer.body().length);
      if (!head) {
        exchange.getResponseBody().write(answer.body());
      }
    }
  }

  private static Answer answer(String path, Health health) throws IOException {
    return switch (path) {
      case "/health/live" -> live(health);
      case "/health/ready" -> ready(health);
      case "/metrics" ->
          new Answer(OK, PrometheusPage.CONTENT_TYPE, PrometheusPage.of(health.samples()));
      default -> Answer.text(NOT_FOUND, "/health/live /health/ready /metrics\n");
    };
  }

  private static Answer live(Health health) {
    ObjectNode body = JSON.createObjectNode();
    body.put("live", health.isLive());
    body.put("phase", health.phase().id());
    return Answer.json(health.isLive() ? OK : UNAVAILABLE, body);
  }

  private static Answer ready(Health health) {
    List<String> reasons = health.reasons();
    ObjectNode body = JSON.createObjectNode();
    body.put("ready", reasons.isEmpty());
    body.put("phase", health.phase().id());
    ArrayNode why = body.putArray("reasons");
    reasons.forEach(why::add);
    return Answer.json(reasons.isEmpty() ? OK : UNAVAILABLE, body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
