package com.cdc.verify;

import com.cdc.event.Operation;
import com.cdc.event.Position;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of the landing.
 *
 * @param position where it stands in the table's order
 * @param operation what happened
 * @param columns the row's columns by name: strings as their content, everything else (numbers,
 *     arrays) as its JSON text to the letter, JSON null as null
 * @param unchanged columns whose value stands in an earlier record
 * @param oldKey on the second half of a key change the old key's columns, else null
 */
public record LandedRecord(
    Position position,
    Operation operation,
    Map<String, @Nullable String> columns,
    Set<String> unchanged,
    @Nullable Map<String, @Nullable String> oldKey) {}
