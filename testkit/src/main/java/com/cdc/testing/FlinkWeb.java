package com.cdc.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the web interface of a Flink with one job answers.
 *
 * @param url without a slash at its end
 */
public record FlinkWeb(String url) {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern JOB = Pattern.compile("\"id\":\"(\\w+)\"");

  /** Asks for a checkpoint, and does not wait for it. */
  public void triggerCheckpoint() {
    String body =
        send(
            request("/jobs/" + job() + "/checkpoints")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"checkpointType\":\"CONFIGURED\"}")));
    if (!body.contains("request-id")) {
      throw new IllegalStateException("No checkpoint: " + body);
    }
  }

  /** Elements that have left the source: batches, and after them how far it is. */
  public long recordsBetweenOperators() {
    try {
      long records = 0;
      for (JsonNode vertex : JSON.readTree(send(request("/jobs/" + job()))).path("vertices")) {
        if (vertex.path("name").asText().startsWith("Source: ")) {
          records += vertex.path("metrics").path("write-records").asLong();
        }
      }
      return records;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String job() {
    String jobs = send(request("/jobs"));
    Matcher job = JOB.matcher(jobs);
    if (!job.find()) {
      throw new IllegalStateException("No job: " + jobs);
    }
    return job.group(1);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path));
  }

  private static String send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
