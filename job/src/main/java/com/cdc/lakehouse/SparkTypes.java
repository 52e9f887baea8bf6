package com.cdc.lakehouse;

import com.cdc.event.ColumnRule;
import com.cdc.event.RecordFormat;
import com.cdc.event.RecordFormat.Bytea;
import com.cdc.postgres.TypeCatalogue;
import com.cdc.postgres.TypeInfo;

/**
 * The Spark SQL type that holds every usual value of a column as it lands, without loss: what
 * docs/reference/record.md says of its form decides. What no other type holds is STRING.
 *
 * @param types of the column's database
 * @param format the forms in which values land
 */
record SparkTypes(TypeCatalogue types, RecordFormat format) {

  static final String STRING = "STRING";

  private static final int MODIFIER_OFFSET = 4;
  private static final int MAX_PRECISION = 38;

  /**
   * The type of a column.
   *
   * @param oid its declared type, perhaps a domain
   * @param typmod the modifier of the column, -1 if it has none
   */
  String of(long oid, int typmod, ColumnRule rule) {
    return rule == ColumnRule.KEEP ? of(oid, typmod) : STRING;
  }

  /** Whether a numeric, or an array of them, is STRING for want of fitting limits. */
  boolean isUnlimitedNumeric(long oid, int typmod) {
    long element = types.elementTypeOf(oid);
    TypeInfo type = types.type(element == 0 ? types.baseTypeOf(oid) : element);
    return type != null
        && isBuiltIn(type)
        && type.name().equals("numeric")
        && of(oid, typmod).contains(STRING);
  }

  private String of(long oid, int typmod) {
    TypeInfo type = types.type(types.baseTypeOf(oid));
    int modifier = types.typmodOf(oid, typmod);
    if (type == null) {
      return STRING;
    }
    if (type.elementTypeOid() != 0) {
      return "ARRAY<" + of(type.elementTypeOid(), modifier) + ">";
    }
    return isBuiltIn(type) ? scalar(type.name(), modifier) : STRING;
  }

  private static boolean isBuiltIn(TypeInfo type) {
    return type.schema().equals("pg_catalog");
  }

  private String scalar(String name, int modifier) {
    return switch (name) {
      case "int2", "int4" -> "INT";
      case "int8", "oid" -> "BIGINT";
      case "bool" -> "BOOLEAN";
      // a double holds the digits that PostgreSQL prints of a real
      case "float4", "float8" -> "DOUBLE";
      case "numeric" -> numeric(modifier);
      case "date" -> "DATE";
      case "timestamptz" -> "TIMESTAMP";
      case "timestamp" -> "TIMESTAMP_NTZ";
      // hexadecimal digits would be taken for base64
      case "bytea" -> format.bytea() == Bytea.BASE64 ? "BINARY" : STRING;
      default -> STRING;
    };
  }

  /**
   * {@code numeric_typmod_precision} and {@code numeric_typmod_scale} of PostgreSQL's numeric.c.
   */
  private static String numeric(int modifier) {
    if (modifier < MODIFIER_OFFSET) {
      return STRING;
    }
    int packed = modifier - MODIFIER_OFFSET;
    int precision = (packed >> 16) & 0xffff;
    int scale = ((packed & 0x7ff) ^ 1024) - 1024; // eleven bits with a sign, since version 15
    return scale < 0 || scale > precision || precision > MAX_PRECISION
        ? STRING
        : "DECIMAL(" + precision + "," + scale + ")";
  }
}
