package com.cdc.stores;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The three ways to upload: as a whole, with its metadata, and resumable in chunks. */
final class GcsUploads {

  private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");
  private static final Pattern STATUS = Pattern.compile("bytes \\*/(\\d+|\\*)");

  /** An upload in chunks. Its conditions are looked at when it begins, and again when it ends. */
  private static final class Session {
    final GcsRequest begun;
    final String name;
    final JsonNode given;
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    @Nullable GcsReply done;

    Session(GcsRequest begun, String name, JsonNode given) {
      this.begun = begun;
      this.name = name;
      this.given = given;
    }
  }

  private final Map<String, Session> sessions = new HashMap<>();

  GcsReply upload(GcsObjects objects, GcsRequest request) {
    String id = request.parameter("upload_id");
    if (!id.isEmpty()) {
      Session session = sessions.get(id);
      if (session == null) {
        return GcsReply.error(404, "notFound");
      } else if (request.method().equals("DELETE")) {
        sessions.remove(id);
        return GcsReply.empty(499);
      }
      return next(objects, session, request);
    }
    return switch (request.parameter("uploadType")) {
      case "media" ->
          create(objects, request, request.parameter("name"), request.body(), GcsJson.NOTHING);
      case "multipart" -> {
        GcsParts parts = GcsParts.of(request);
        JsonNode given = GcsJson.parse(parts.get(0).body());
        yield create(objects, request, name(request, given), parts.get(1).body(), given);
      }
      case "resumable" -> begin(objects, request);
      default -> GcsReply.error(400, "invalid");
    };
  }

  private static String name(GcsRequest request, JsonNode given) {
    return request.query().getOrDefault("name", given.path("name").asText());
  }

  private static GcsReply create(
      GcsObjects objects, GcsRequest request, String name, byte[] content, JsonNode given) {
    return GcsConditions.OF_TARGET.hold(request, objects.find(name))
        ? GcsReply.json(objects.put(name, content, given).resource())
        : GcsReply.error(412, "conditionNotMet");
  }

  private GcsReply begin(GcsObjects objects, GcsRequest request) {
    JsonNode given = GcsJson.parse(request.body());
    String name = name(request, given);
    if (!GcsConditions.OF_TARGET.hold(request, objects.find(name))) {
      return GcsReply.error(412, "conditionNotMet");
    }
    String id = UUID.randomUUID().toString();
    sessions.put(id, new Session(request, name, given));
    String address =
        "http://%s/%s?uploadType=resumable&upload_id=%s"
            .formatted(request.header("host"), String.join("/", request.path()), id);
    return GcsReply.empty(200).with("Location", address).with("X-GUploader-UploadID", id);
  }

  private static GcsReply next(GcsObjects objects, Session session, GcsRequest request) {
    if (session.done != null) {
      return session.done; // the reply before was lost
    }
    String range = request.header("content-range");
    Matcher chunk = RANGE.matcher(range);
    Matcher status = STATUS.matcher(range);
    String total = "*";
    if (chunk.matches()) {
      total = chunk.group(2);
      long skip = session.received.size() - Long.parseLong(chunk.group(1));
      if (skip < 0) {
        return GcsReply.error(503, "backendError"); // a chunk in between was not received
      }
      if (skip < request.body().length) {
        session.received.write(request.body(), (int) skip, request.body().length - (int) skip);
      }
    } else if (status.matches()) {
      total = status.group(1);
    } else {
      session.received.writeBytes(request.body());
      total = String.valueOf(session.received.size());
    }
    if (total.equals(String.valueOf(session.received.size()))) {
      byte[] content = session.received.toByteArray();
      session.done = create(objects, session.begun, session.name, content, session.given);
      return session.done;
    }
    GcsReply incomplete = GcsReply.empty(308);
    int received = session.received.size();
    return received == 0 ? incomplete : incomplete.with("Range", "bytes=0-" + (received - 1));
  }
}
