package com.cdc.postgres;

import java.io.Serializable;

/**
 * A column as the catalogue describes it.
 *
 * @param name its name
 * @param number {@code attnum}: from 1, with gaps where columns were dropped
 * @param typeOid its declared type, perhaps a domain
 * @param baseTypeOid the declared type with every domain taken off
 * @param elementTypeOid base type of the elements if it is an array, else 0
 * @param typmod modifier of the type, for example a numeric's precision and scale, the domain's if
 *     it has one; -1 if none
 * @param modifier {@code atttypmod}: that of the column itself
 * @param typeName the declared type with its modifier, as {@code format_type} writes it
 * @param notNull whether the column itself is declared NOT NULL
 * @param generated whether it is computed from other columns
 */
public record ColumnInfo(
    String name,
    int number,
    long typeOid,
    long baseTypeOid,
    long elementTypeOid,
    int typmod,
    int modifier,
    String typeName,
    boolean notNull,
    boolean generated)
    implements Serializable {}
