package com.cdc.stores;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * What the service knows of an object.
 *
 * @param given what the client said of it: content type and metadata of its own
 */
record GcsObject(
    String bucket,
    String name,
    long generation,
    Instant created,
    long size,
    String crc32c,
    String md5,
    JsonNode given) {

  static GcsObject of(String bucket, String name, long generation, byte[] content, JsonNode given) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    byte[] checksum = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    return new GcsObject(
        bucket,
        name,
        generation,
        Instant.now(),
        content.length,
        Base64.getEncoder().encodeToString(checksum),
        Base64.getEncoder().encodeToString(md5(content)),
        given);
  }

  private static byte[] md5(byte[] content) {
    try {
      return MessageDigest.getInstance("MD5").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As the API shows it; numbers of 64 bits are strings there. */
  ObjectNode resource() {
    ObjectNode resource =
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", "storage#object")
            .put("id", bucket + "/" + name + "/" + generation)
            .put("name", name)
            .put("bucket", bucket)
            .put("generation", String.valueOf(generation))
            .put("metageneration", "1")
            .put("contentType", given.path("contentType").asText("application/octet-stream"))
            .put("size", String.valueOf(size))
            .put("storageClass", "STANDARD")
            .put("timeCreated", created.toString())
            .put("updated", created.toString())
            .put("etag", etag())
            .put("crc32c", crc32c)
            .put("md5Hash", md5);
    if (given.has("metadata")) {
      resource.set("metadata", given.get("metadata"));
    }
    return resource;
  }

  String etag() {
    return "E" + generation;
  }
}
