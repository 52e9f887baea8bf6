package com.cdc.stores;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The operation "Path - Update": appended data is no part of the file until it is flushed, may
 * arrive in any order, and must be contiguous by then.
 */
final class AdlsAppends {

  private final Map<Path, TreeMap<Long, byte[]>> uncommitted = new HashMap<>();

  AdlsReply answer(AdlsRequest request, AdlsPath path) throws IOException {
    String action = request.parameter("action");
    if ("setProperties".equals(action) || "setAccessControl".equals(action)) {
      return AdlsReply.of(200).with(path);
    }
    if (path.isDirectory()) {
      throw AdlsError.RESOURCE_TYPE_MISMATCH.refusal();
    }
    return switch (String.valueOf(action)) {
      case "append" -> append(request, path);
      case "flush" -> flush(request, path, position(request));
      default -> throw AdlsError.INVALID_QUERY_PARAMETER_VALUE.refusal();
    };
  }

  private AdlsReply append(AdlsRequest request, AdlsPath path) throws IOException {
    long position = position(request);
    if (position < path.length()) {
      throw AdlsError.INVALID_QUERY_PARAMETER_VALUE.refusal();
    }
    uncommitted.computeIfAbsent(path.file(), file -> new TreeMap<>()).put(position, request.body());
    if (request.is("flush", "true")) {
      return flush(request, path, position + request.body().length).with("x-ms-flushed", "true");
    }
    return AdlsReply.of(202);
  }

  private AdlsReply flush(AdlsRequest request, AdlsPath path, long length) throws IOException {
    ByteArrayOutputStream added = new ByteArrayOutputStream();
    TreeMap<Long, byte[]> blocks = uncommitted.getOrDefault(path.file(), new TreeMap<>());
    for (Map.Entry<Long, byte[]> block : blocks.headMap(length).entrySet()) {
      if (block.getKey() != path.length() + added.size()) {
        throw AdlsError.INVALID_FLUSH_POSITION.refusal();
      }
      added.writeBytes(block.getValue());
    }
    if (path.length() + added.size() != length) {
      throw AdlsError.INVALID_FLUSH_POSITION.refusal();
    }
    Files.write(path.file(), added.toByteArray(), StandardOpenOption.APPEND);
    if (request.is("retainUncommittedData", "true")) {
      blocks.headMap(length).clear();
    } else {
      forget(path.file());
    }
    AdlsPath now = AdlsPath.find(path.file()).orElseThrow();
    return AdlsReply.of(request.is("action", "append") ? 202 : 200).with(now);
  }

  private static long position(AdlsRequest request) {
    if (request.parameter("position") == null) {
      throw AdlsError.MISSING_REQUIRED_QUERY_PARAMETER.refusal();
    }
    return Long.parseLong(request.parameter("position"));
  }

  void forget(Path file) {
    uncommitted.remove(file);
  }

  void move(Path source, Path target) {
    TreeMap<Long, byte[]> blocks = uncommitted.remove(source);
    if (blocks != null) {
      uncommitted.put(target, blocks);
    }
  }
}
