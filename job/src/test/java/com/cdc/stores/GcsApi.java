package com.cdc.stores;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JSON API of Google Cloud Storage v1 for one bucket, as far as Flink's plugin uses it; what it
 * does not know it refuses with status 501. One request at a time, so each is atomic.
 */
final class GcsApi {

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");
  private static final int LARGEST_COMPOSE = 32;

  private final String bucket;
  private final GcsObjects objects;
  private final GcsUploads uploads = new GcsUploads();

  GcsApi(String bucket, GcsObjects objects) {
    this.bucket = bucket;
    this.objects = objects;
  }

  synchronized GcsReply answer(GcsRequest request) {
    List<String> path = request.path();
    if (path.get(0).equals("batch")) {
      return GcsBatch.of(request, this::answer);
    }
    int b = path.indexOf("b");
    if (b < 0 || b + 1 == path.size()) {
      return GcsReply.error(501, "notImplemented");
    } else if (!path.get(b + 1).equals(bucket)) {
      return GcsReply.error(404, "notFound");
    }
    List<String> rest = path.subList(b + 2, path.size()); // o, name, verb …
    if (rest.isEmpty()) {
      return GcsReply.json(GcsJson.NOTHING.deepCopy().put("name", bucket).put("location", "EU"));
    } else if (path.contains("upload")) {
      return uploads.upload(objects, request);
    } else if (rest.size() == 1) {
      return GcsListing.of(objects, request);
    } else if (rest.size() == 2) {
      return ofObject(rest.get(1), request);
    }
    return switch (rest.get(2)) {
      case "compose" -> compose(rest.get(1), request);
      case "rewriteTo", "copyTo" -> copy(rest, request);
      default -> GcsReply.error(501, "notImplemented");
    };
  }

  private GcsReply ofObject(String name, GcsRequest request) {
    GcsObject object = of(name, request.parameter("generation"));
    if (object == null) {
      return GcsReply.error(404, "notFound");
    } else if (!GcsConditions.OF_TARGET.hold(request, object)) {
      return GcsReply.error(412, "conditionNotMet");
    }
    switch (request.method()) {
      case "DELETE" -> {
        objects.delete(object);
        return GcsReply.empty(204);
      }
      case "GET" -> {
        return request.isMedia() ? media(object, request) : GcsReply.json(object.resource());
      }
      default -> {
        return GcsReply.error(501, "notImplemented");
      }
    }
  }

  private @Nullable GcsObject of(String name, String generation) {
    GcsObject object = objects.find(name);
    boolean isOther =
        object != null
            && !generation.isEmpty()
            && Long.parseLong(generation) != object.generation();
    return isOther ? null : object;
  }

  private GcsReply media(GcsObject object, GcsRequest request) {
    byte[] content = objects.content(object);
    Matcher range = RANGE.matcher(request.header("range"));
    GcsReply reply = GcsReply.media(200, content);
    if (range.matches()) {
      boolean isSuffix = range.group(1).isEmpty();
      int from = isSuffix ? content.length - Integer.parseInt(range.group(2)) : number(range, 1);
      int last = isSuffix || range.group(2).isEmpty() ? content.length - 1 : number(range, 2);
      if (from >= content.length) {
        return GcsReply.error(416, "requestedRangeNotSatisfiable")
            .with("Content-Range", "bytes */" + content.length);
      }
      int first = Math.max(0, from);
      int end = Math.min(last + 1, content.length);
      reply =
          GcsReply.media(206, Arrays.copyOfRange(content, first, end))
              .with("Content-Range", "bytes %d-%d/%d".formatted(first, end - 1, content.length));
    }
    return reply
        .with("x-goog-generation", object.generation())
        .with("x-goog-metageneration", 1)
        .with("x-goog-stored-content-length", content.length)
        .with("x-goog-stored-content-encoding", "identity")
        .with("x-goog-hash", "crc32c=" + object.crc32c())
        .with("ETag", object.etag());
  }

  /** A range may end at the greatest number there is. */
  private static int number(Matcher range, int group) {
    return (int) Math.min(Integer.MAX_VALUE - 1, Long.parseLong(range.group(group)));
  }

  private GcsReply compose(String name, GcsRequest request) {
    JsonNode body = GcsJson.parse(request.body());
    if (body.path("sourceObjects").size() > LARGEST_COMPOSE) {
      return GcsReply.error(400, "invalid");
    } else if (!GcsConditions.OF_TARGET.hold(request, objects.find(name))) {
      return GcsReply.error(412, "conditionNotMet");
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (JsonNode part : body.path("sourceObjects")) {
      GcsObject source = of(part.path("name").asText(), part.path("generation").asText());
      if (source == null) {
        return GcsReply.error(404, "notFound");
      }
      content.writeBytes(objects.content(source));
    }
    JsonNode given = body.path("destination");
    return GcsReply.json(objects.put(name, content.toByteArray(), given).resource());
  }

  /** {@code [o, source, rewriteTo, b, bucket, o, target]}, in one step however large it is. */
  private GcsReply copy(List<String> path, GcsRequest request) {
    GcsObject source = of(path.get(1), request.parameter("sourceGeneration"));
    if (source == null || !path.get(4).equals(bucket)) {
      return GcsReply.error(404, "notFound");
    } else if (!GcsConditions.OF_SOURCE.hold(request, source)
        || !GcsConditions.OF_TARGET.hold(request, objects.find(path.get(6)))) {
      return GcsReply.error(412, "conditionNotMet");
    }
    ObjectNode resource =
        objects.put(path.get(6), objects.content(source), source.given()).resource();
    if (path.get(2).equals("copyTo")) {
      return GcsReply.json(resource);
    }
    return GcsReply.json(
        GcsJson.NOTHING
            .deepCopy()
            .put("kind", "storage#rewriteResponse")
            .put("totalBytesRewritten", String.valueOf(source.size()))
            .put("objectSize", String.valueOf(source.size()))
            .put("done", true)
            .set("resource", resource));
  }
}
