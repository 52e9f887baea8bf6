package com.cdc.source;

/**
 * What a reader reports of a snapshot chunk.
 *
 * @param slotConfirmed where the job's slot stood before its snapshot: the stream begins there
 * @param consistentPoint the LSN that its snapshot is exact for
 * @param rows how many it had
 */
record FinishedChunk(long slotConfirmed, long consistentPoint, long rows) {}
