package com.cdc.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A file or directory of a container, as it is on the local disk at this moment. */
record AdlsPath(Path file, BasicFileAttributes attributes) {

  static Optional<AdlsPath> find(Path file) throws IOException {
    return Files.exists(file)
        ? Optional.of(new AdlsPath(file, Files.readAttributes(file, BasicFileAttributes.class)))
        : Optional.empty();
  }

  boolean isDirectory() {
    return attributes.isDirectory();
  }

  long length() {
    return isDirectory() ? 0 : attributes.size();
  }

  /** Another one once the content is another one. */
  String etag() {
    long version =
        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS)
            ^ (attributes.size() << 20)
            ^ attributes.fileKey().hashCode();
    return "\"0x%X\"".formatted(version);
  }

  String lastModified() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        attributes.lastModifiedTime().toInstant().atZone(ZoneOffset.UTC));
  }

  String permissions() {
    return isDirectory() ? "rwxr-x---" : "rw-r-----";
  }

  /** Whether {@code If-Match} and {@code If-None-Match} allow what is asked for. */
  static boolean meets(AdlsRequest request, Optional<AdlsPath> path) {
    String match = request.header("If-Match");
    return match == null
        || path.filter(found -> match.equals("*") || match.equals(found.etag())).isPresent();
  }
}
