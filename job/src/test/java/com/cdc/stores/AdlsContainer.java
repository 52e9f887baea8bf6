package com.cdc.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The operations "Path - Create", "Get Properties", "Read" and "Delete" on a container with a
 * hierarchical namespace, which is a local directory. {@link AdlsAppends} has "Update", {@link
 * AdlsListing} has "List".
 */
final class AdlsContainer {

  private final Path root;
  private final AdlsAppends appends = new AdlsAppends();

  AdlsContainer(Path root) {
    this.root = root;
  }

  AdlsReply answer(AdlsRequest request) throws IOException {
    Path file = root.resolve(request.path());
    return switch (request.method()) {
      case "PUT" -> request.isRename() ? rename(request, file) : create(request, file);
      case "HEAD" -> properties(existing(file));
      case "GET" ->
          request.is("resource", "filesystem")
              ? new AdlsListing(root).answer(request)
              : read(request, existing(file));
      case "PATCH" -> appends.answer(request, existing(file));
      case "DELETE" -> delete(request, existing(file));
      default -> throw AdlsError.UNSUPPORTED_HTTP_VERB.refusal();
    };
  }

  private static AdlsPath existing(Path file) throws IOException {
    return AdlsPath.find(file).orElseThrow(AdlsError.PATH_NOT_FOUND::refusal);
  }

  private AdlsReply create(AdlsRequest request, Path file) throws IOException {
    boolean directory = request.is("resource", "directory");
    if (!directory && !request.is("resource", "file")) {
      throw AdlsError.MISSING_REQUIRED_QUERY_PARAMETER.refusal();
    }
    Optional<AdlsPath> old = AdlsPath.find(file);
    requireConditions(request, old);
    if (old.isPresent() && old.get().isDirectory() != directory) {
      throw AdlsError.INVALID_DESTINATION_PATH.refusal();
    }
    createParents(file);
    if (directory) {
      Files.createDirectories(file);
    } else {
      appends.forget(file);
      Path created = Files.createTempFile(root.getParent(), "created", "");
      Files.move(created, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return AdlsReply.of(201).with(existing(file)).with("x-ms-request-server-encrypted", "true");
  }

  private static void requireConditions(AdlsRequest request, Optional<AdlsPath> old) {
    if (old.isPresent() && "*".equals(request.header("If-None-Match"))) {
      throw AdlsError.PATH_ALREADY_EXISTS.refusal();
    }
    if (!AdlsPath.meets(request, old)) {
      throw AdlsError.CONDITION_NOT_MET.refusal();
    }
  }

  /** Missing directories are made by what is created below them. */
  private void createParents(Path file) throws IOException {
    for (Path above = file.getParent(); above.startsWith(root); above = above.getParent()) {
      if (Files.isRegularFile(above)) {
        throw AdlsError.PATH_CONFLICT.refusal();
      }
    }
    if (!file.equals(root)) {
      Files.createDirectories(file.getParent());
    }
  }

  /** Atomic; what is there is replaced unless a condition forbids it. */
  private AdlsReply rename(AdlsRequest request, Path target) throws IOException {
    // /container/path, encoded, with the SAS token of the source if there is one
    String from =
        AdlsRequest.decode(request.header("x-ms-rename-source").replaceFirst("\\?.*", ""));
    Path source = root.getParent().resolve(AdlsRequest.trim(from));
    AdlsPath moved = AdlsPath.find(source).orElseThrow(AdlsError.SOURCE_PATH_NOT_FOUND::refusal);
    Optional<AdlsPath> old = AdlsPath.find(target);
    if (target.startsWith(source)) {
      throw AdlsError.INVALID_RENAME_SOURCE_PATH.refusal();
    }
    if (!Files.isDirectory(target.getParent())) {
      throw AdlsError.RENAME_DESTINATION_PARENT_PATH_NOT_FOUND.refusal();
    }
    requireConditions(request, old);
    if (old.isPresent() && old.get().isDirectory() != moved.isDirectory()) {
      throw AdlsError.INVALID_DESTINATION_PATH.refusal();
    }
    Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    appends.move(source, target);
    return AdlsReply.of(201).with(existing(target));
  }

  private static AdlsReply properties(AdlsPath path) {
    // the last one only for action=getAccessControl; it tells clients of a hierarchical namespace
    return AdlsReply.of(200)
        .with(path)
        .with("Content-Length", String.valueOf(path.length()))
        .with("x-ms-resource-type", path.isDirectory() ? "directory" : "file")
        .with("x-ms-owner", "$superuser")
        .with("x-ms-group", "$superuser")
        .with("x-ms-permissions", path.permissions())
        .with("x-ms-acl", "user::rwx,group::r-x,other::---");
  }

  private static AdlsReply read(AdlsRequest request, AdlsPath path) throws IOException {
    if (path.isDirectory()) {
      throw AdlsError.RESOURCE_TYPE_MISMATCH.refusal();
    }
    if (!AdlsPath.meets(request, Optional.of(path))) {
      throw AdlsError.CONDITION_NOT_MET.refusal();
    }
    byte[] all = Files.readAllBytes(path.file());
    String range = request.header("Range");
    if (range == null) {
      return AdlsReply.of(200).with(path).bytes(all);
    }
    ByteRange part = ByteRange.parse(range, all.length);
    return AdlsReply.of(206)
        .with(path)
        .bytes(part.of(all))
        .with("Content-Range", part.contentRange(all.length));
  }

  private AdlsReply delete(AdlsRequest request, AdlsPath path) throws IOException {
    if (path.isDirectory() && !request.query().containsKey("recursive")) {
      throw AdlsError.MISSING_REQUIRED_QUERY_PARAMETER.refusal();
    }
    List<Path> below;
    try (Stream<Path> files = Files.walk(path.file())) {
      below = files.sorted(Comparator.reverseOrder()).toList();
    }
    if (below.size() > 1 && !request.is("recursive", "true")) {
      throw AdlsError.DIRECTORY_NOT_EMPTY.refusal();
    }
    for (Path file : below) {
      appends.forget(file);
      if (!file.equals(root)) {
        Files.delete(file);
      }
    }
    return AdlsReply.of(200);
  }
}
