package com.cdc.azure;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gets tokens from one source; what may pass, it tries again for a quarter of a minute. */
final class TokenClient {

  private static final int ATTEMPTS = 5;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  // both forms of Azure's errors; Entra ID goes on with trace ids, after a line break
  private static final Pattern REASON =
      Pattern.compile("\"(?:error_description|message)\"\\s*:\\s*\"([^\"\\\\]{1,300})");

  private final IdentitySource source;
  private final Duration firstPause;
  private final HttpClient http;

  /**
   * A client of the source.
   *
   * @param firstPause before the second attempt; each further one is twice as long
   */
  TokenClient(IdentitySource source, Duration firstPause) {
    this.source = source;
    this.firstPause = firstPause;
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3));
    http = (source.isLocal() ? builder.proxy(HttpClient.Builder.NO_PROXY) : builder).build();
  }

  AccessToken fetch() throws IOException {
    Duration pause = firstPause;
    for (int attempt = 1; ; attempt++) {
      try {
        return once();
      } catch (RefusedException e) {
        throw failure(e);
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw failure(e);
        }
      }
      sleep(pause);
      pause = pause.multipliedBy(2);
    }
  }

  private AccessToken once() throws IOException {
    HttpRequest request = source.request().timeout(TIMEOUT).build();
    HttpResponse<String> response;
    try {
      response = http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("interrupted");
    }
    if (response.statusCode() == 200) {
      return AccessToken.parse(response.body(), Instant.now());
    }
    String answer = "status " + response.statusCode() + reason(response.body());
    // 404 and 410 too: the metadata service gives them while it is being updated
    throw switch (response.statusCode()) {
      case 404, 408, 410, 429, 500, 502, 503, 504 -> new IOException(answer);
      default -> new RefusedException(answer);
    };
  }

  private static String reason(String body) {
    Matcher reason = REASON.matcher(body);
    return reason.find() ? ", " + reason.group(1) : "";
  }

  private IOException failure(IOException cause) {
    String reason =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new IOException(
        "No token for Azure Storage from the %s: %s. %s"
            .formatted(source.description(), reason, source.advice()),
        cause);
  }

  private static void sleep(Duration pause) throws IOException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for a token for Azure Storage", e);
    }
  }

  /** An answer that would be the same again. */
  private static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String answer) {
      super(answer);
    }
  }
}
