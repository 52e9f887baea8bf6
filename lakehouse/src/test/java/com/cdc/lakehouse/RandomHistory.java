package com.cdc.lakehouse;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table and what happens to it, by a seed: the records as the job lands them, and the truth,
 * which is kept beside them and not derived from them.
 */
final class RandomHistory {

  /** A version of a row. Times are unique, so that they tell positions. */
  record Version(String key, String row, long from, @Nullable Long to) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long BEGIN = 1_795_000_000_000L;
  private static final List<String> TOASTED = List.of("note", "doc");

  private final Random random;
  private final int keys;
  private final Map<Integer, Map<String, @Nullable Object>> rows = new TreeMap<>();
  private final Map<Integer, Version> open = new HashMap<>();
  private final List<Version> closed = new ArrayList<>();
  private final List<String> records = new ArrayList<>();
  private int epoch = 1;
  private long lsn = 1_000;
  private int seq;
  private long now = BEGIN;
  private int values;

  RandomHistory(long seed, int keys, int transactions) {
    this.random = new Random(seed);
    this.keys = keys;
    snapshot();
    for (int i = 0; i < transactions; i++) {
      transaction();
    }
  }

  /** Lines of JSON, in the order of their positions. */
  List<String> records() {
    return records;
  }

  /** The rows at the end, as text by key. */
  Map<String, String> rows() {
    Map<String, String> texts = new TreeMap<>();
    rows.forEach((key, row) -> texts.put(text(key), text(row)));
    return texts;
  }

  List<Version> versions() {
    List<Version> all = new ArrayList<>(closed);
    all.addAll(open.values());
    return all;
  }

  private void transaction() {
    lsn += 8L * (1 + random.nextInt(100));
    seq = 0;
    switch (random.nextInt(40)) {
      case 0 -> truncate();
      case 1 -> snapshot();
      case 2 -> newEpoch();
      default -> {
        for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
          change();
        }
      }
    }
  }

  private void change() {
    int key = random.nextInt(keys);
    if (!rows.containsKey(key)) {
      insert(key);
      return;
    }
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> delete(key);
      case 3, 4 -> changeKey(key, freeKey());
      case 5 -> swap(key, random.nextInt(keys));
      default -> update(key);
    }
  }

  private void insert(int key) {
    seq++;
    put(key, newRow(), event("c"), Map.of());
  }

  private void update(int key) {
    seq++;
    Map<String, @Nullable Object> row = new LinkedHashMap<>(row(key));
    row.put("qty", ++values);
    for (String column : TOASTED) {
      if (random.nextInt(3) == 0) {
        row.put(column, value(column));
      }
    }
    put(key, row, event("u"), row(key));
  }

  private void delete(int key) {
    seq++;
    ObjectNode event = event("d");
    rows.remove(key);
    close(key);
    records.add(event.put("id", key).put("part", part(key)).toString());
  }

  /**
   * An update of the key: a delete of the old one and an update of the new one, which leaves values
   * out.
   */
  private void changeKey(int from, int to) {
    if (from == to) {
      return;
    }
    Map<String, @Nullable Object> row = new LinkedHashMap<>(row(from));
    delete(from);
    seq++;
    ObjectNode old = JSON.createObjectNode().put("id", from).put("part", part(from));
    Map<String, @Nullable Object> sent = new LinkedHashMap<>(row);
    if (random.nextInt(4) == 0) {
      sent.put("doc", value("doc"));
    }
    put(to, sent, event("u").put("__old_key", old.toString()), row);
  }

  private void swap(int one, int other) {
    if (one == other || !rows.containsKey(other)) {
      return;
    }
    int spare = keys; // always the same: its older rows must not be taken for the newer ones
    changeKey(one, spare);
    changeKey(other, one);
    changeKey(spare, other);
  }

  private void truncate() {
    seq++;
    clear(event("t"));
  }

  private void snapshot() {
    if (records.isEmpty()) {
      for (int key = 0; key < keys / 2; key++) {
        rows.put(key, newRow());
      }
    }
    seq = 0;
    for (Map.Entry<Integer, Map<String, @Nullable Object>> row : new TreeMap<>(rows).entrySet()) {
      put(row.getKey(), row.getValue(), event("r"), Map.of());
    }
  }

  /** A new slot after a gap in which anything may have happened. */
  private void newEpoch() {
    epoch++;
    lsn = 0;
    seq = 0;
    clear(event("t"));
    for (int key = 0; key < keys; key++) {
      if (random.nextBoolean()) {
        rows.put(key, newRow());
      }
    }
    lsn = 100L + random.nextInt(1_000);
    snapshot();
  }

  private void clear(ObjectNode truncate) {
    rows.clear();
    List.copyOf(open.keySet()).forEach(this::close);
    records.add(truncate.toString());
  }

  private void put(
      int key,
      Map<String, @Nullable Object> row,
      ObjectNode event,
      Map<String, @Nullable Object> before) {
    close(key);
    rows.put(key, row);
    open.put(key, new Version(text(key), text(row), now, null));
    ObjectNode record = JSON.createObjectNode().put("id", key).put("part", part(key));
    row.forEach(
        (column, value) -> {
          if (leftOut(column, value, before)) {
            event.withArray("__unchanged").add(column);
          } else {
            record.putPOJO(column, value);
          }
        });
    records.add(record.setAll(event).toString());
  }

  /** The server sends a TOASTed value only when it has changed. Not each value is that long. */
  private boolean leftOut(
      String column, @Nullable Object value, Map<String, @Nullable Object> before) {
    return TOASTED.contains(column)
        && value != null
        && value.equals(before.get(column))
        && random.nextInt(5) > 0;
  }

  private void close(int key) {
    Version version = open.remove(key);
    if (version != null) {
      closed.add(new Version(version.key(), version.row(), version.from(), now));
    }
  }

  private ObjectNode event(String op) {
    now++;
    // a snapshot is read beside the stream, and what it shows arrives after newer changes
    long arrival = op.equals("r") ? now + random.nextInt(2_000) : now;
    return JSON.createObjectNode()
        .put("__op", op)
        .put("__deleted", op.equals("d") ? "true" : "false")
        .put("__epoch", epoch)
        .put("__lsn", lsn)
        .put("__seq", seq)
        .put("__ts_ms", now)
        .put("ingestion_timestamp", Instant.ofEpochMilli(arrival).toString());
  }

  private Map<String, @Nullable Object> newRow() {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("qty", ++values);
    row.put("note", value("note"));
    row.put("doc", value("doc"));
    return row;
  }

  private @Nullable Object value(String column) {
    return random.nextInt(6) == 0 ? null : column + ++values;
  }

  private int freeKey() {
    for (int i = 0; i < keys; i++) {
      int key = random.nextInt(keys);
      if (!rows.containsKey(key)) {
        return key;
      }
    }
    int key = keys + 1;
    while (rows.containsKey(key)) {
      key++;
    }
    return key;
  }

  private Map<String, @Nullable Object> row(int key) {
    Map<String, @Nullable Object> row = rows.get(key);
    if (row == null) {
      throw new IllegalStateException("No row of key " + key);
    }
    return row;
  }

  private static String part(int key) {
    return key % 2 == 0 ? "a'b" : "c\\d";
  }

  private static String text(int key) {
    return key + "/" + part(key);
  }

  private static String text(Map<String, @Nullable Object> row) {
    return row.get("qty") + "/" + row.get("note") + "/" + row.get("doc");
  }
}
