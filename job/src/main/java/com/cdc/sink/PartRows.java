package com.cdc.sink;

/**
 * Rows on their way into a part file, whole lines as they are to stand there.
 *
 * @param bucket the file's directory under the landing
 * @param bytes of the lines; compressed already if the landing is compressed
 */
record PartRows(String bucket, byte[] bytes, PartContent content) {}
