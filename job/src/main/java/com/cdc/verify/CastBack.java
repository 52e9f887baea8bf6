package com.cdc.verify;

import static java.util.stream.Collectors.joining;

import com.cdc.event.RecordFormat;
import com.cdc.event.RecordFormat.Bytea;
import com.cdc.event.RecordFormat.Composite;
import com.cdc.event.RecordFormat.Json;
import com.cdc.postgres.ColumnInfo;
import com.cdc.postgres.Quoting;
import com.cdc.postgres.TypeCatalogue;
import com.cdc.postgres.TypeInfo;

/**
 * SQL that turns a landed value back into the text PostgreSQL prints for it: through the type's own
 * input and output functions, not through our encoder.
 *
 * <p>Without type modifiers: a cast to {@code varchar(10)} or {@code numeric(10,2)} cuts or rounds
 * silently and would hide a wrong value.
 *
 * <p>Landed values are given as {@link LandedRecord#columns} has them: strings as their content,
 * the rest as JSON text. Only where {@link #landsAsJson} they are JSON text always, as the string
 * {@code "1"} and the number {@code 1} are two values there.
 *
 * @param types the types of the database
 * @param format the forms in which the values have landed
 */
record CastBack(TypeCatalogue types, RecordFormat format) {

  private static final long BYTEA = 17;
  private static final long JSON = 114;
  private static final long DATE = 1082;
  private static final long TIMESTAMP = 1114;
  private static final long TIMESTAMPTZ = 1184;
  private static final long REGCLASS = 2205;
  private static final long JSONB = 3802;

  /** Whether values of this type are JSON values within the record. */
  boolean landsAsJson(long type) {
    long base = types.baseTypeOf(type);
    return format.json() == Json.NESTED && (base == JSON || base == JSONB);
  }

  /** Text of the landed value in a column of that name. */
  String landed(ColumnInfo column) {
    return value(column.typeOid(), Quoting.identifier(column.name())) + "::text";
  }

  /** Text of the value in the table, as far as the form of what landed can tell values apart. */
  String stored(ColumnInfo column) {
    return told(column.typeOid(), Quoting.identifier(column.name()), 0) + "::text";
  }

  private String value(long type, String landed) {
    TypeInfo base = base(type);
    if (base.elementTypeOid() != 0) {
      return array(base, landed);
    }
    if (base.isComposite() && format.composite() == Composite.OBJECT) {
      return composite(base, landed);
    }
    if (landsAsJson(type)) {
      return json(base.oid(), landed);
    }
    if (base.oid() == BYTEA) {
      String form = format.bytea() == Bytea.HEX ? "hex" : "base64";
      return "pg_catalog.decode(" + landed + ", '" + form + "')";
    }
    if (base.oid() == DATE || base.oid() == TIMESTAMP || base.oid() == TIMESTAMPTZ) {
      return "(" + calendarYear(landed) + ")::" + name(base);
    }
    if (base.oid() == REGCLASS) {
      // its cast from text takes only names
      return "pg_catalog.regclassin(pg_catalog.textout(" + landed + "))";
    }
    return "(" + landed + ")::" + name(base);
  }

  /** Several dimensions or odd bounds land as text, {…} or [2:3]={…}; JSON never begins so. */
  private String array(TypeInfo array, String landed) {
    long type = array.elementTypeOid();
    String element = landsAsJson(type) ? value(type, "e::text") : value(type, "(e #>> '{}')");
    return """
    (CASE WHEN %1$s IS NULL THEN NULL
          WHEN %1$s ~ '^(\\{|\\[-?[0-9]+:-?[0-9]+\\])' THEN (%1$s)::%2$s
          ELSE ARRAY(SELECT %3$s%4$s FROM pg_catalog.json_array_elements((%1$s)::json)
                     WITH ORDINALITY AS element (e, place) ORDER BY place)::%2$s END)\
    """
        .formatted(landed, name(array), element, elementCast(array));
  }

  /** A domain over an array is one element, where an array would be another dimension. */
  private String elementCast(TypeInfo array) {
    long element = array.elementTypeOid();
    return base(element).elementTypeOid() == 0 ? "" : "::" + name(named(element));
  }

  /** An object of the attributes, or PostgreSQL's text if the type was another at that time. */
  private String composite(TypeInfo type, String landed) {
    String attributes =
        type.attributes().stream()
            .map(
                a -> {
                  String e = "((" + landed + ")::json -> " + Quoting.literal(a.name()) + ")";
                  return landsAsJson(a.typeOid())
                      ? value(a.typeOid(), e + "::text")
                      : value(a.typeOid(), "(" + e + " #>> '{}')");
                })
            .collect(joining(", "));
    return "(CASE WHEN %1$s IS NULL THEN NULL WHEN %1$s ~ '^\\(' THEN %2$s ELSE ROW(%3$s)::%4$s END)"
        .formatted(
            landed, told(type.oid(), "(" + landed + ")::" + name(type), 0), attributes, name(type));
  }

  /**
   * JSON's {@code null} is like NULL. A {@code json} has lost its line breaks and the white space
   * around it; if it repeats a key, it has landed as a string of its text.
   */
  private static String json(long type, String text) {
    if (type == JSONB) {
      return "NULLIF(" + text + ", 'null')::jsonb";
    }
    return """
    (SELECT CASE WHEN line ~ '^[[{]' THEN pg_catalog.to_json(line)
                 WHEN line <> 'null' THEN line::json END
       FROM pg_catalog.translate(pg_catalog.btrim(%s, E' \\t\\n\\r'), E'\\n\\r', '  ') AS line)\
    """
        .formatted(text);
  }

  /**
   * The value without what its landed form cannot tell.
   *
   * @param depth how many arrays it is in
   */
  private String told(long type, String value, int depth) {
    TypeInfo base = base(type);
    if (!holdsJson(type)) {
      return "(" + value + ")";
    }
    if (landsAsJson(type)) {
      return json(base.oid(), "(" + value + ")::text");
    }
    if (base.isComposite()) {
      String row = "((" + value + ")::" + name(base) + ")";
      String attributes =
          base.attributes().stream()
              .map(a -> told(a.typeOid(), row + "." + Quoting.identifier(a.name()), depth))
              .collect(joining(", "));
      return "(CASE WHEN %s IS DISTINCT FROM NULL THEN ROW(%s)::%s END)"
          .formatted(row, attributes, name(base));
    }
    String place = "place" + depth;
    String element = told(base.elementTypeOid(), "(" + value + ")[" + place + "]", depth + 1);
    return """
    (CASE WHEN pg_catalog.array_ndims(%1$s) = 1 AND pg_catalog.array_lower(%1$s, 1) = 1
          THEN ARRAY(SELECT %2$s%3$s FROM pg_catalog.generate_subscripts(%1$s, 1) AS %4$s
                      ORDER BY %4$s)::%5$s
          ELSE %1$s END)\
    """
        .formatted(value, element, elementCast(base), place, name(base));
  }

  private boolean holdsJson(long type) {
    TypeInfo base = base(type);
    return landsAsJson(type)
        || (base.elementTypeOid() != 0 && holdsJson(base.elementTypeOid()))
        || (format.composite() == Composite.OBJECT
            && base.attributes().stream().anyMatch(a -> holdsJson(a.typeOid())));
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

  private TypeInfo base(long type) {
    return named(types.baseTypeOf(type));
  }

  private TypeInfo named(long type) {
    TypeInfo found = types.type(type);
    if (found == null) {
      throw new IllegalStateException("No type has the oid " + type);
    }
    return found;
  }

  /** Quoted, {@code "bit"} and {@code "bpchar"} have no modifier. */
  private static String name(TypeInfo type) {
    return Quoting.identifier(type.schema()) + "." + Quoting.identifier(type.name());
  }
}
