package com.cdc.audit;

import com.cdc.event.TableId;
import java.util.Map;

/**
 * One change as a trigger wrote it down, in the transaction that made it.
 *
 * @param operation INSERT, UPDATE, DELETE or TRUNCATE
 * @param before the old row by column, a NULL as null; empty if there is none
 * @param after the new row likewise
 */
public record AuditedChange(
    long xid,
    TableId table,
    String operation,
    Map<String, String> before,
    Map<String, String> after) {}
