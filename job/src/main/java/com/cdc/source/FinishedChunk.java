package com.cdc.source;

import com.cdc.postgres.ServerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * What a reader reports of a snapshot chunk.
 *
 * @param slotConfirmed where the job's slot stood before its snapshot: the stream begins there
 * @param consistentPoint the LSN that its snapshot is exact for
 * @param server whose LSNs these are; null in an old state
 * @param rows how many it had
 * @param known of a table's first chunk the table as it was seen ({@link KnownTable#encode}), of
 *     the others its digest; empty in an old state
 */
record FinishedChunk(
    long slotConfirmed,
    long consistentPoint,
    @Nullable ServerIdentity server,
    long rows,
    String known) {}
