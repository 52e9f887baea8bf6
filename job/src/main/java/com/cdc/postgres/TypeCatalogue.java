package com.cdc.postgres;

import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The types of a database by their number, as of one moment; immutable.
 *
 * @param types by oid
 */
public record TypeCatalogue(Map<Long, TypeInfo> types) implements Serializable {

  public TypeCatalogue {
    types = Map.copyOf(types);
  }

  /** Null if there was no such type when this was read. */
  public @Nullable TypeInfo type(long oid) {
    return types.get(oid);
  }

  /** What remains when every domain is taken off: the type that decides a value's text. */
  public long baseTypeOf(long oid) {
    long base = oid;
    TypeInfo type = types.get(oid);
    while (type != null && type.baseTypeOid() != 0) {
      base = type.baseTypeOid();
      type = types.get(base);
    }
    return base;
  }

  /** A column's modifier, or where it has none (-1) that of its innermost domain. */
  public int typmodOf(long oid, int typmod) {
    int found = typmod;
    TypeInfo type = types.get(oid);
    while (type != null && type.baseTypeOid() != 0 && found == -1) {
      found = type.typmod();
      type = types.get(type.baseTypeOid());
    }
    return found;
  }

  /** The base type of the elements, domains taken off on both levels; 0 if it is no array. */
  public long elementTypeOf(long oid) {
    TypeInfo type = types.get(baseTypeOf(oid));
    return type == null || type.elementTypeOid() == 0 ? 0 : baseTypeOf(type.elementTypeOid());
  }

  /** Whether the type is known and will stay as it is: composite types can be altered. */
  public boolean settles(long oid) {
    long element = elementTypeOf(oid);
    TypeInfo type = types.get(element == 0 ? baseTypeOf(oid) : element);
    return type != null && !type.isComposite();
  }

  /** What separates the elements in the text of this array type; a comma if it is no array. */
  public char delimiterOf(long oid) {
    TypeInfo type = types.get(baseTypeOf(oid));
    TypeInfo element = type == null ? null : types.get(type.elementTypeOid());
    return element == null ? ',' : element.delimiter();
  }
}
