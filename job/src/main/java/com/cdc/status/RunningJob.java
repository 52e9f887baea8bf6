package com.cdc.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a running {@code cdc run} says of itself.
 *
 * @param url where it was asked
 * @param reasons why it is not ready
 * @param metrics its page of metrics
 */
record RunningJob(String url, boolean ready, List<String> reasons, String metrics) {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Asks it; empty if nobody answers there. */
  static Optional<RunningJob> ask(String url) throws InterruptedException {
    try {
      HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
      HttpResponse<String> ready = get(client, url + "/health/ready");
      JsonNode body = JSON.readTree(ready.body());
      List<String> reasons = new ArrayList<>();
      body.path("reasons").forEach(reason -> reasons.add(reason.asText()));
      String metrics = get(client, url + "/metrics").body();
      return Optional.of(new RunningJob(url, ready.statusCode() == 200, reasons, metrics));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static HttpResponse<String> get(HttpClient client, String url)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
    return client.send(request, BodyHandlers.ofString());
  }

  /** The value of a metric of a source; empty if it has none. */
  OptionalDouble metric(String id, String source) {
    Matcher line =
        Pattern.compile(
                "(?m)^%s\\{source=\"%s\"} (\\S+)$"
                    .formatted(Pattern.quote(id), Pattern.quote(source)))
            .matcher(metrics);
    return line.find()
        ? OptionalDouble.of(Double.parseDouble(line.group(1)))
        : OptionalDouble.empty();
  }
}
