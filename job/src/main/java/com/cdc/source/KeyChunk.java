package com.cdc.source;

import com.cdc.event.TableId;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table whose key is at or after one bound and before another.
 *
 * @param number from 0, in the order of the key
 * @param from inclusive; null for the first chunk
 * @param to exclusive; null for the last chunk
 */
record KeyChunk(TableId table, int number, @Nullable KeyBound from, @Nullable KeyBound to) {}
