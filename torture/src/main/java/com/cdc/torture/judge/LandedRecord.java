package com.cdc.torture.judge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One record after the other, as it stands in the file; used again for each. */
final class LandedRecord {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String TOASTED = "body";

  private final MessageDigest md5 = md5();
  private final Map<String, String> columns = new TreeMap<>();
  private final StringBuilder text = new StringBuilder();
  String op = "";
  long epoch;
  long lsn;
  long seq;
  @Nullable String xid;
  @Nullable String oldKey;
  @Nullable String row;
  @Nullable String note;
  boolean unchanged;

  /** Reads the object that the parser stands at the start of. */
  void read(JsonParser parser) throws IOException {
    columns.clear();
    op = "";
    epoch = lsn = seq = -1;
    xid = oldKey = row = note = null;
    unchanged = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.startsWith("__")) {
        metadata(name, parser);
      } else if (value != JsonToken.VALUE_NULL && !name.equals("ingestion_timestamp")) {
        if (name.equals(TOASTED)) {
          note = hex(parser.getText());
        } else if (columns.put(name, parser.getText()) != null) {
          throw new IOException("column " + name + " twice");
        }
      }
    }
  }

  /** MD5 of its columns, as the oracle's; null if it has none. */
  @Nullable String digest() {
    if (columns.isEmpty()) {
      return null;
    }
    text.setLength(0);
    columns.forEach((name, value) -> text.append(name).append('=').append(value).append('\u001f'));
    text.setLength(text.length() - 1);
    return hex(text.toString());
  }

  /** The text of its key, as the oracle's. */
  String key(List<String> names) {
    return key(names, columns);
  }

  /** The same of the key before; null without one. */
  @Nullable String oldKey(List<String> names) throws IOException {
    if (oldKey == null) {
      return null;
    }
    Map<String, String> values = new TreeMap<>();
    try (JsonParser parser = JSON.createParser(oldKey)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        values.put(name, parser.getText());
      }
    }
    return key(names, values);
  }

  private void metadata(String name, JsonParser parser) throws IOException {
    switch (name) {
      case "__op" -> op = parser.getText();
      case "__epoch" -> epoch = parser.getLongValue();
      case "__lsn" -> lsn = parser.getLongValue();
      case "__seq" -> seq = parser.getLongValue();
      case "__tx_id" -> xid = parser.getText();
      case "__old_key" -> oldKey = parser.getText();
      case "__row" -> row = parser.getText();
      case "__unchanged" -> {
        List<String> names = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          names.add(parser.getText());
        }
        unchanged = names.equals(List.of(TOASTED));
        if (!unchanged) {
          throw new IOException("__unchanged names " + names);
        }
      }
      default -> parser.skipChildren();
    }
  }

  private static String key(List<String> names, Map<String, String> values) {
    if (values.isEmpty()) {
      return "";
    }
    List<String> key = new ArrayList<>();
    for (String name : names) {
      key.add(values.getOrDefault(name, ""));
    }
    return String.join("/", Collections.unmodifiableList(key));
  }

  private String hex(String value) {
    return HexFormat.of().formatHex(md5.digest(value.getBytes(UTF_8)));
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
