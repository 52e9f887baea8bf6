package com.cdc.testing;

import static org.awaitility.Awaitility.await;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** What is free and what runs, as JSON; empty while nobody answers. */
  public String overview() {
    return ifAnswered("/overview");
  }

  /** Each job's id and state, newest first; empty while nobody answers. */
  public Map<String, String> jobs() {
    try {
      String answer = ifAnswered("/jobs/overview");
      List<JsonNode> jobs = new ArrayList<>();
      (answer.isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer))
          .path("jobs")
          .forEach(jobs::add);
      jobs.sort(Comparator.comparingLong(job -> -job.path("start-time").asLong()));
      Map<String, String> states = new LinkedHashMap<>();
      jobs.forEach(job -> states.put(job.path("jid").asText(), job.path("state").asText()));
      return states;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Why a job was restarted last, or ended: the first line. */
  public String lastFailure(String job) {
    try {
      String answer = ifAnswered("/jobs/" + job + "/exceptions");
      return answer.isEmpty()
          ? ""
          : JSON.readTree(answer).path("root-exception").asText("").lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends the job with a savepoint, as {@code flink stop} and the Kubernetes Operator do. Waits for
   * it, since a JobManager stays until it has been asked what came of it.
   *
   * @param directory below which the savepoint goes, as a URI
   * @return the savepoint
   */
  public String stopWithSavepoint(String directory) {
    String job = job();
    String body =
        send(
            request("/jobs/" + job + "/stop")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"targetDirectory\":\"" + directory + "\",\"drain\":false}")));
    try {
      String trigger = JSON.readTree(body).path("request-id").asText();
      if (trigger.isEmpty()) {
        throw new IllegalStateException("No savepoint: " + body);
      }
      HttpRequest.Builder question = request("/jobs/" + job + "/savepoints/" + trigger);
      String answer =
          await()
              .atMost(Duration.ofMinutes(3))
              .until(() -> send(question), said -> said.contains("COMPLETED"));
      JsonNode location = JSON.readTree(answer).at("/operation/location");
      if (location.isMissingNode()) {
        throw new IllegalStateException("No savepoint: " + answer);
      }
      return location.asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String ifAnswered(String path) {
    try {
      return send(request(path));
    } catch (UncheckedIOException e) {
      return ""; // it does not listen
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
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(20));
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
