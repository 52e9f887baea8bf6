package com.cdc.sink;

import com.cdc.event.Operation;
import com.cdc.event.Position;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one checkpoint committed; docs/reference/record.md has its form.
 *
 * @param name its path under {@code _manifests}
 * @param progress of the sources that the checkpoint knows of
 */
record Manifest(
    String name,
    long timeMillis,
    byte[] json,
    List<PartFile> files,
    List<SourceProgress> progress,
    long rows) {

  static final String DIRECTORY = "_manifests";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The manifest of a checkpoint.
   *
   * @param checkpoints accounts by checkpoint: the last one's of all its writers, and of given up
   *     ones before it what they have
   * @param before what it follows
   * @param sources from a table's directory to the name of its source
   */
  static Manifest of(
      NavigableMap<Long, List<WriterAccount>> checkpoints,
      ManifestState before,
      Map<String, String> sources) {
    long checkpoint = checkpoints.lastKey();
    WriterAccount first =
        checkpoints.lastEntry().getValue().stream()
            .min(Comparator.comparingInt(WriterAccount::writer))
            .orElseThrow();
    List<PartFile> files = new ArrayList<>();
    Map<String, SourceProgress> progress = new TreeMap<>(before.progress());
    for (List<WriterAccount> accounts : checkpoints.values()) {
      for (WriterAccount account : accounts) {
        files.addAll(account.parts());
        account.progress().forEach(source -> progress.put(source.source(), source));
      }
    }
    Map<String, Position> open = new TreeMap<>();
    for (WriterAccount account : checkpoints.lastEntry().getValue()) {
      account.open().forEach((source, oldest) -> open.merge(source, oldest, Manifest::earlier));
    }
    files.sort(Comparator.comparing(PartFile::path));
    ObjectNode root = JSON.createObjectNode();
    // names are in the order of the manifests also where clocks are not
    long timeMillis = Math.max(first.timeMillis(), before.timeMillis() + 1);
    root.put("version", 1);
    root.put("job", first.job());
    root.put("checkpoint", checkpoint);
    root.put("previous", before.previous());
    root.put("time", Instant.ofEpochMilli(timeMillis).toString());
    ArrayNode sourceNodes = root.putArray("sources");
    progress
        .values()
        .forEach(
            source ->
                write(
                    source,
                    before.progress().get(source.source()),
                    open.get(source.source()),
                    sourceNodes.addObject()));
    ArrayNode fileNodes = root.putArray("files");
    files.forEach(file -> write(file, sources, fileNodes.addObject()));
    return new Manifest(
        name(timeMillis, checkpoint, first.token()),
        timeMillis,
        bytes(root),
        files,
        List.copyOf(progress.values()),
        files.stream().mapToLong(file -> file.content().rows()).sum());
  }

  private static Position earlier(Position one, Position other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static String name(long timeMillis, long checkpoint, String token) {
    LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(timeMillis), ZoneOffset.UTC);
    return "date=%s/%s-%010d-%s.json".formatted(day, PartNames.time(timeMillis), checkpoint, token);
  }

  private static void write(
      SourceProgress source,
      @Nullable SourceProgress before,
      @Nullable Position open,
      ObjectNode node) {
    node.put("source", source.source());
    node.put("slot", source.slot());
    node.put("epoch", source.epoch());
    node.put("from", before == null ? null : lsn(before.lsn()));
    node.put("to", lsn(source.lsn()));
    if (open != null) {
      write(open, node.putArray("open"));
    }
  }

  private static void write(PartFile file, Map<String, String> sources, ObjectNode node) {
    String directory = file.path().substring(0, file.path().indexOf('/'));
    node.put("path", file.path());
    node.put("source", LandingSink.sourceOf(sources, directory));
    node.put("bytes", file.bytes());
    node.put("rows", file.content().rows());
    write(file.content().first(), node.putArray("first"));
    write(file.content().last(), node.putArray("last"));
    ObjectNode ops = node.putObject("ops");
    for (Operation operation : Operation.values()) {
      long count = file.content().count(operation);
      if (count > 0) {
        ops.put(String.valueOf(operation.code()), count);
      }
    }
  }

  private static void write(Position position, ArrayNode node) {
    node.add(position.epoch()).add(position.lsn()).add(position.seq());
  }

  /** As PostgreSQL writes it. */
  private static String lsn(long lsn) {
    return "%X/%X".formatted(lsn >>> 32, lsn & 0xFFFFFFFFL);
  }

  private static byte[] bytes(ObjectNode root) {
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
