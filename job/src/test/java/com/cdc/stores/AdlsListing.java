package com.cdc.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operation "Path - List" on a container: pages of at most 5000 paths. */
record AdlsListing(Path root) {

  private static final int MOST = 5000;

  AdlsReply answer(AdlsRequest request) throws IOException {
    if (!request.query().containsKey("recursive")) {
      throw AdlsError.MISSING_REQUIRED_QUERY_PARAMETER.refusal();
    }
    Path directory = root.resolve(AdlsRequest.trim(request.query().getOrDefault("directory", "")));
    if (!Files.exists(directory)) {
      throw AdlsError.PATH_NOT_FOUND.refusal();
    }
    int asked = Integer.parseInt(request.query().getOrDefault("maxResults", "" + MOST));
    int most = Math.min(asked, MOST);
    String after = request.query().getOrDefault("continuation", "");
    List<Path> rest =
        below(directory, request).stream().filter(p -> name(p).compareTo(after) > 0).toList();
    List<Path> page = rest.subList(0, Math.min(most, rest.size()));
    AdlsReply reply =
        AdlsReply.of(200)
            .json(
                page.stream()
                    .map(this::entry)
                    .collect(Collectors.joining(",", "{\"paths\":[", "]}")));
    return page.size() == rest.size()
        ? reply
        : reply.with("x-ms-continuation", name(page.get(page.size() - 1)));
  }

  private List<Path> below(Path directory, AdlsRequest request) throws IOException {
    int depth = request.is("recursive", "true") ? Integer.MAX_VALUE : 1;
    try (Stream<Path> paths = Files.walk(directory, depth)) {
      return paths
          .filter(path -> !path.equals(directory) || Files.isRegularFile(path))
          .sorted((a, b) -> name(a).compareTo(name(b)))
          .toList();
    }
  }

  private String name(Path path) {
    return root.relativize(path).toString();
  }

  private String entry(Path file) {
    try {
      AdlsPath path = AdlsPath.find(file).orElseThrow();
      return """
          {"name":"%s",%s"contentLength":"%d","etag":"%s","lastModified":"%s",\
          "owner":"$superuser","group":"$superuser","permissions":"%s"}"""
          .formatted(
              name(file).replace("\\", "\\\\").replace("\"", "\\\""),
              path.isDirectory() ? "\"isDirectory\":\"true\"," : "",
              path.length(),
              path.etag().replace("\"", ""),
              path.lastModified(),
              path.permissions());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
