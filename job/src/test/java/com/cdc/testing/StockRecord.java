package com.cdc.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cdc.debezium.DebeziumDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Writes a record of Debezium in the form of ours, so that the same tests can read both. Numbers of
 * days and microseconds become the dates and times that they stand for; nothing is mended.
 */
final class StockRecord implements DebeziumDeserializationSchema<String> {

  private static final long serialVersionUID = 1L;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @Override
  public void deserialize(SourceRecord record, Collector<String> out) throws Exception {
    Struct change = (Struct) record.value();
    Struct source = change.getStruct("source");
    String op = change.getString("op");
    ObjectNode line = JSON.objectNode();
    if (op.equals("d") && record.key() != null) {
      copy((Struct) record.key(), line);
    } else if (op.equals("d")) {
      copy(change.getStruct("before"), line);
    } else if (!op.equals("t")) {
      copy(change.getStruct("after"), line);
    }
    line.put("__op", op)
        .put("__deleted", String.valueOf(op.equals("d")))
        .put("__epoch", 1)
        .put("__lsn", source.getInt64("lsn"))
        .put("__seq", 0);
    String directory = "cdc." + source.getString("schema") + "." + source.getString("table");
    out.collect(directory + "\t" + new ObjectMapper().writeValueAsString(line));
  }

  private static void copy(Struct row, ObjectNode line) {
    for (Field field : row.schema().fields()) {
      line.set(field.name(), json(row.get(field), field.schema()));
    }
  }

  private static JsonNode json(Object value, Schema schema) {
    if (value == null) {
      return JSON.nullNode();
    }
    String type = schema.name() == null ? "" : schema.name();
    return switch (type) {
      case "io.debezium.time.Date" -> text(LocalDate.ofEpochDay((int) value));
      case "io.debezium.time.MicroTime" ->
          JSON.textNode(
              DateTimeFormatter.ISO_LOCAL_TIME.format(
                  LocalTime.MIDNIGHT.plus((long) value, ChronoUnit.MICROS)));
      case "io.debezium.time.MicroTimestamp" ->
          text(LocalDateTime.ofInstant(micros((long) value), ZoneOffset.UTC));
      default -> plain(value, schema);
    };
  }

  private static JsonNode plain(Object value, Schema schema) {
    if (value instanceof Collection<?> elements) {
      var array = JSON.arrayNode();
      elements.forEach(element -> array.add(json(element, schema.valueSchema())));
      return array;
    }
    if (value instanceof ByteBuffer bytes) {
      byte[] copied = new byte[bytes.remaining()];
      bytes.duplicate().get(copied);
      return JSON.binaryNode(copied);
    }
    return new ObjectMapper().valueToTree(value);
  }

  private static JsonNode text(Object value) {
    return JSON.textNode(value.toString());
  }

  private static Instant micros(long value) {
    return Instant.EPOCH.plus(value, ChronoUnit.MICROS);
  }

  @Override
  public TypeInformation<String> getProducedType() {
    return Types.STRING;
  }
}
