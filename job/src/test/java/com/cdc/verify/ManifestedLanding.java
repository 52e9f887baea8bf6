package com.cdc.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.cdc.compress.Compressor;
import com.cdc.compress.Decompression;
import com.cdc.event.Operation;
import com.cdc.event.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A landing with manifests, written by hand: parts, then the manifest that lists them. */
class ManifestedLanding {

  static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private final Path root;
  private final List<String> files = new ArrayList<>();
  private String previous;
  private int checkpoint;
  private int parts;

  ManifestedLanding(Path root) {
    this.root = root;
  }

  /** A record of the table's one column; a snapshot row if {@code seq} is 0. */
  static String line(char operation, long epoch, long lsn, long seq, String id) {
    return "{%s\"__op\":\"%s\",\"__deleted\":\"%s\",\"__epoch\":%d,\"__lsn\":%d,\"__seq\":%d,\"__ts_ms\":0,\"ingestion_timestamp\":\"2026-11-22T06:00:00.000000Z\"}"
        .formatted(
            id.isEmpty() ? "" : "\"id\":\"" + id + "\",",
            operation,
            operation == 'd',
            epoch,
            lsn,
            seq);
  }

  /** A change of the first epoch. */
  static String change(long lsn, long seq) {
    return line('c', 1, lsn, seq, "x");
  }

  /** Begins a part now, which is a second after the manifest before. */
  Path part(String table, String... lines) throws IOException {
    return part(table, "", lines);
  }

  /** The same with a suffix, {@code .gz} or {@code .zst}: one member or frame for each line. */
  Path part(String table, String suffix, String[] lines) throws IOException {
    Path file = unlisted(table, suffix, lines);
    files.add(entry("postgres", file, lines));
    return file;
  }

  /** A part that the next manifest does not list. */
  Path unlisted(String table, String suffix, String[] lines) throws IOException {
    String name =
        "cdc.s.%s/date=2026-11-24/hour=12/part-%s-0b0e-%d.json%s"
            .formatted(table, STAMP.format(now()), parts++, suffix);
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    try (var out = Files.newOutputStream(file);
        Compressor compressor = Compressor.of(Decompression.of(name), 0)) {
      for (String line : lines) {
        byte[] bytes = (line + "\n").getBytes(UTF_8);
        out.write(compressor.compress(bytes, 0, bytes.length));
      }
    }
    return file;
  }

  /** The manifest of all parts since the one before; sources as JSON. */
  Path manifest(String... sources) throws IOException {
    checkpoint++;
    String name =
        "date=2026-11-24/%s-%010d-0000%04d.json"
            .formatted(STAMP.format(now()), checkpoint, checkpoint);
    String json =
        "{\"version\":1,\"job\":\"j\",\"checkpoint\":%d,\"previous\":%s,\"time\":\"%s\",\"sources\":[%s],\"files\":[%s]}"
            .formatted(
                checkpoint,
                previous == null ? null : "\"" + previous + "\"",
                now(),
                String.join(",", sources),
                String.join(",", files));
    files.clear();
    previous = name;
    Path file = root.resolve("_manifests").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, json);
  }

  /** The next manifest follows this one, or none. */
  void goOnAfter(Path manifest) {
    previous = manifest == null ? null : root.resolve("_manifests").relativize(manifest).toString();
  }

  /** How far the only source was read; {@code more} may be {@code ,"open":[…]}. */
  static String range(long epoch, String from, String to, String more) {
    return "{\"source\":\"postgres\",\"slot\":\"cdc\",\"epoch\":%d,\"from\":%s,\"to\":\"%s\"%s}"
        .formatted(epoch, from == null ? null : "\"" + from + "\"", to, more);
  }

  private Instant now() {
    return START.plusSeconds(10L * checkpoint + 1);
  }

  private String entry(String source, Path file, String... lines) throws IOException {
    Map<Character, Integer> ops = new TreeMap<>();
    List<Position> positions = new ArrayList<>();
    for (String line : lines) {
      LandedRecord record = RecordParser.parse(line.getBytes(UTF_8), Set.of());
      Operation operation = record.operation();
      ops.merge(operation.code(), 1, Integer::sum);
      positions.add(record.position());
    }
    positions.sort(null);
    return "{\"path\":\"%s\",\"source\":\"%s\",\"bytes\":%d,\"rows\":%d,\"first\":%s,\"last\":%s,\"ops\":{%s}}"
        .formatted(
            root.relativize(file),
            source,
            Files.size(file),
            lines.length,
            array(positions.get(0)),
            array(positions.get(positions.size() - 1)),
            ops.entrySet().stream()
                .map(e -> "\"" + e.getKey() + "\":" + e.getValue())
                .collect(joining(",")));
  }

  private static String array(Position position) {
    return "[%d,%d,%d]".formatted(position.epoch(), position.lsn(), position.seq());
  }
}
