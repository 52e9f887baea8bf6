package com.cdc.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the encoding of a column depends on. Domains are resolved to their base types on every
 * level.
 *
 * @param oid the type's OID
 * @param element for a true array the type of its elements, else null
 * @param delimiter what stands between the elements in an array's text: {@code ,} for all types but
 *     {@code box}
 * @param attributes of a composite type in the order of its text, dropped ones left out; else null
 */
public record ColumnType(
    int oid, @Nullable ColumnType element, char delimiter, @Nullable List<Attribute> attributes) {

  /** One attribute of a composite type. */
  public record Attribute(String name, ColumnType type) {}

  public static ColumnType scalar(int oid) {
    return new ColumnType(oid, null, ',', null);
  }

  /** An array of such elements. */
  public static ColumnType array(int oid, ColumnType element, char delimiter) {
    return new ColumnType(oid, element, delimiter, null);
  }

  /** A composite type, which may have no attributes. */
  public static ColumnType composite(int oid, List<Attribute> attributes) {
    return new ColumnType(oid, null, ',', List.copyOf(attributes));
  }
}
