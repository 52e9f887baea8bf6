package com.cdc.json;

/**
 * What the encoding of a column depends on.
 *
 * @param oid the type's OID, a domain resolved to its base type
 * @param elementOid for a true array the OID of its element's type, a domain resolved to its base
 *     type; else 0
 * @param delimiter what stands between the elements in an array's text: {@code ,} for all types but
 *     {@code box}
 */
public record ColumnType(int oid, int elementOid, char delimiter) {

  public static ColumnType scalar(int oid) {
    return new ColumnType(oid, 0, ',');
  }
}
