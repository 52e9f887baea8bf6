package com.cdc.source;

/**
 * What a reader reports of a snapshot chunk.
 *
 * @param slotConfirmed where the job's slot stood before its snapshot: the stream begins there
 * @param consistentPoint the LSN that its snapshot is exact for
 * @param rows how many it had
 * @param known of a table's first chunk the table as it was seen ({@link KnownTable#encode}), of
 *     the others its digest; empty in an old state
 */
record FinishedChunk(long slotConfirmed, long consistentPoint, long rows, String known) {}
