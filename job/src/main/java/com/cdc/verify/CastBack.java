package com.cdc.verify;

import com.cdc.postgres.ColumnInfo;
import com.cdc.postgres.Quoting;
import java.util.Map;

/**
 * SQL that turns a landed value back into the text PostgreSQL prints for it: through the type's own
 * input and output functions, not through our encoder.
 *
 * <p>Without type modifiers: a cast to {@code varchar(10)} or {@code numeric(10,2)} cuts or rounds
 * silently and would hide a wrong value.
 *
 * @param names types by oid, as {@code format_type(oid, -1)} writes them
 */
record CastBack(Map<Long, String> names) {

  private static final long BYTEA = 17;
  private static final long DATE = 1082;
  private static final long TIMESTAMP = 1114;
  private static final long TIMESTAMPTZ = 1184;

  CastBack {
    names = Map.copyOf(names);
  }

  /** Text of the landed value in a column of that name. */
  String landed(ColumnInfo column) {
    String value = Quoting.identifier(column.name());
    if (column.elementTypeOid() == 0) {
      return value(column.baseTypeOid(), value) + "::text";
    }
    // Several dimensions or odd bounds land as PostgreSQL's own text, {…} or [2:3]={…}; JSON never
    // begins so
    return """
    CASE WHEN %1$s IS NULL THEN NULL
         WHEN %1$s ~ '^(\\{|\\[-?[0-9]+:-?[0-9]+\\])' THEN %1$s::%2$s
         ELSE ARRAY(SELECT %3$s FROM pg_catalog.json_array_elements_text(%1$s::json)
                    WITH ORDINALITY AS element (e, place) ORDER BY place)::%2$s END::text\
    """
        .formatted(value, name(column.baseTypeOid()), value(column.elementTypeOid(), "e"));
  }

  /** Text of the value in the table. */
  static String stored(ColumnInfo column) {
    return Quoting.identifier(column.name()) + "::text";
  }

  private String value(long type, String value) {
    if (type == BYTEA) {
      return "pg_catalog.decode(" + value + ", 'base64')";
    }
    if (type == DATE || type == TIMESTAMP || type == TIMESTAMPTZ) {
      return "(" + calendarYear(value) + ")::" + name(type);
    }
    return value + "::" + name(type);
  }

  /** Astronomical years land as 0000, -0001, …; PostgreSQL reads 0001 BC, 0002 BC, … */
  private static String calendarYear(String value) {
    return """
    CASE WHEN %1$s ~ '^(0000|-[0-9]+)-'
         THEN lpad((1 - substring(%1$s from '^-?[0-9]+')::int)::text, 4, '0')
              || substring(%1$s from '^-?[0-9]+(.*)$') || ' BC'
         ELSE %1$s END\
    """
        .formatted(value);
  }

  private String name(long type) {
    String name = names.get(type);
    if (name == null) {
      throw new IllegalStateException("No type has the oid " + type);
    }
    return name;
  }
}
