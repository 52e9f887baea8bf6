package com.cdc.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Reads what was written as the strictest of readers would. */
final class StrictLines {

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(Integer.MAX_VALUE)
                          .maxNumberLength(Integer.MAX_VALUE)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private StrictLines() {}

  /** The records, each of which has to be a line of its own that ends as lines do. */
  static List<JsonNode> of(byte[] lines) {
    List<JsonNode> records = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < lines.length; i++) {
      if (lines[i] == '\n') {
        JsonNode record = value(Arrays.copyOfRange(lines, start, i));
        if (!record.has("__op")) {
          throw new AssertionError("Not a record: " + HexFormat.of().formatHex(lines, start, i));
        }
        records.add(record);
        start = i + 1;
      }
    }
    if (start != lines.length) {
      throw new AssertionError("The last line does not end");
    }
    return records;
  }

  /** The one value that the bytes are: in UTF-8, in one line, no key twice. */
  static JsonNode value(byte[] json) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      if (text.chars().anyMatch(c -> c < ' ' && c != '\t')) {
        throw new AssertionError("A control character in " + HexFormat.of().formatHex(json));
      }
      JsonNode value = READER.readTree(text);
      if (value.isMissingNode()) {
        throw new AssertionError("No value");
      }
      return value;
    } catch (CharacterCodingException e) {
      throw new AssertionError("No UTF-8: " + HexFormat.of().formatHex(json), e);
    } catch (IOException e) {
      throw new AssertionError("No JSON: " + new String(json, UTF_8), e);
    }
  }
}
