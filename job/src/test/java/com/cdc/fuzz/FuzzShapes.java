package com.cdc.fuzz;

import com.cdc.event.ColumnRule;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.json.ColumnType;
import com.cdc.json.ColumnType.Attribute;
import com.cdc.json.Encoding;
import com.cdc.json.RowShape;
import com.cdc.pgoutput.Relation;
import java.util.List;
import java.util.Map;

/** The types of what is fuzzed, without a catalogue to ask. */
final class FuzzShapes {

  static final ColumnType PART =
      ColumnType.composite(
          0,
          List.of(
              new Attribute("id", ColumnType.scalar(23)),
              new Attribute("label", ColumnType.scalar(25)),
              new Attribute("tags", array(1009, 25)),
              new Attribute("raw", ColumnType.scalar(17))));

  static final ColumnType PARTS = ColumnType.array(0, PART, ',');

  static final RecordFormat OTHER =
      new RecordFormat(
          RecordFormat.Numeric.NUMBER,
          RecordFormat.Bytea.HEX,
          RecordFormat.Json.NESTED,
          RecordFormat.Composite.OBJECT,
          true);

  /** OIDs of array types to those of their elements. */
  private static final Map<Integer, Integer> ARRAYS =
      Map.of(1000, 16, 1001, 17, 1007, 23, 1009, 25, 1022, 701, 1185, 1184, 1231, 1700, 3807, 3802);

  private FuzzShapes() {}

  static ColumnType array(int oid, int element) {
    return ColumnType.array(oid, ColumnType.scalar(element), ',');
  }

  static RowShape shape(Relation relation, RecordFormat format, int shards) {
    return new RowShape(
        new TableId(relation.schema(), relation.name()),
        relation.columns().stream()
            .map(c -> new RowShape.Column(c.name(), type(c), c.identity(), ColumnRule.KEEP))
            .toList(),
        new Encoding(format),
        shards);
  }

  private static ColumnType type(Relation.Column column) {
    if (column.name().equals("part")) {
      return PART;
    }
    if (column.name().equals("parts")) {
      return PARTS;
    }
    if (column.type() == 1020) {
      return ColumnType.array(1020, ColumnType.scalar(603), ';');
    }
    Integer element = ARRAYS.get(column.type());
    return element == null ? ColumnType.scalar(column.type()) : array(column.type(), element);
  }
}
