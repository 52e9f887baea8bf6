package com.cdc.stores;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /batch/storage/v1}: several requests in one, each answered by itself. */
final class GcsBatch {

  private static final Pattern ID = Pattern.compile("(?is).*content-id:\\s*<?([^>\\r\\n]*)>?.*");

  private GcsBatch() {}

  static GcsReply of(GcsRequest batch, Function<GcsRequest, GcsReply> api) {
    String boundary = "batch_" + UUID.randomUUID();
    StringBuilder replies = new StringBuilder();
    for (GcsParts.Part part : GcsParts.of(batch).all()) {
      Matcher id = ID.matcher(part.headers());
      GcsReply reply = api.apply(request(batch, new String(part.body(), ISO_8859_1)));
      replies
          .append("--%s\r\nContent-Type: application/http\r\n".formatted(boundary))
          .append("Content-ID: <response-%s>\r\n\r\n".formatted(id.matches() ? id.group(1) : ""))
          .append("HTTP/1.1 %d -\r\n".formatted(reply.status()))
          .append("Content-Type: application/json; charset=UTF-8\r\n")
          .append("Content-Length: %d\r\n\r\n".formatted(reply.body().length))
          .append(new String(reply.body(), ISO_8859_1))
          .append("\r\n");
    }
    byte[] body =
        replies.append("--").append(boundary).append("--\r\n").toString().getBytes(ISO_8859_1);
    return GcsReply.media(200, body).with("Content-Type", "multipart/mixed; boundary=" + boundary);
  }

  /** Also a request without headers has an empty line before its body. */
  private static GcsRequest request(GcsRequest batch, String text) {
    GcsParts.Part request = GcsParts.split(text);
    String[] line = request.headers().split("\r\n", 2)[0].split(" ");
    URI uri = URI.create(line[1]);
    Map<String, String> headers = new HashMap<>(Map.of("host", batch.header("host")));
    return GcsRequest.of(
        line[0], uri, headers, line[0].equals("GET") ? new byte[0] : request.body());
  }
}
