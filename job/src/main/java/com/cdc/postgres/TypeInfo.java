package com.cdc.postgres;

import java.io.Serializable;
import java.util.List;

/**
 * One row of {@code pg_type}.
 *
 * @param oid its number
 * @param schema schema of the type
 * @param name name of the type; an array's begins with an underscore
 * @param kind {@code typtype}: b base, c composite, d domain, e enum, p pseudo, r range, m
 *     multirange
 * @param baseTypeOid what a domain is over (perhaps a domain again); 0 if it is no domain
 * @param elementTypeOid what an array holds; 0 if its text is not an array's (so also for {@code
 *     int2vector} or {@code point}, which have elements but another text)
 * @param delimiter what stands between values of this type in an array's text: a comma, for {@code
 *     box} a semicolon
 * @param typmod modifier that a domain gives its base type; -1 if none
 * @param length {@code typlen}: bytes of a value, negative if they vary
 * @param attributes of a composite type that some column or domain uses, in order and without
 *     dropped ones; else empty
 */
public record TypeInfo(
    long oid,
    String schema,
    String name,
    char kind,
    long baseTypeOid,
    long elementTypeOid,
    char delimiter,
    int typmod,
    int length,
    List<Attribute> attributes)
    implements Serializable {

  /** An attribute of a composite type. */
  public record Attribute(String name, long typeOid) implements Serializable {}

  public TypeInfo {
    attributes = List.copyOf(attributes);
  }

  public boolean isComposite() {
    return kind == 'c';
  }
}
